package dev.patchwave.launcher.keys;

import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.Delegate;
import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.RootDraft;
import dev.patchwave.trust.tuf.repository.TargetsBody;
import dev.patchwave.trust.tuf.repository.disk.KeyDirectory;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The beginning of a repository: makes the keys that nobody brought, and the first edition.
 *
 * @param quorums of the top-level roles; one of one for those that are not named
 * @param brought public keys that holders made themselves, by role; they count towards the quorum
 * @param products that get a role of their own
 */
record Foundation(Map<TopLevelRole, Quorum> quorums, Map<TopLevelRole, List<Path>> brought, List<String> products) {
    RootDraft lay(RepositoryOptions options) throws IOException, RepositoryProblem {
        try (var repository = RepositoryDirectory.create(options.directory)) {
            var roles = new EnumMap<TopLevelRole, KeySet>(TopLevelRole.class);
            for (TopLevelRole role : TopLevelRole.values()) {
                roles.put(role, keys(role, options));
            }
            var targets = TargetsBody.empty();
            for (String product : products) {
                RoleKey key = offline(product, product, options);
                targets = targets.withDelegate(Delegate.ofProduct(product, new KeySet(1, List.of(key))));
            }
            return options.workshop(repository).found(new RootBody(1, Instant.EPOCH, roles), targets);
        }
    }

    private KeySet keys(TopLevelRole role, RepositoryOptions options) throws RepositoryProblem {
        Quorum quorum = quorums.getOrDefault(role, Quorum.ONE);
        var keys = new ArrayList<RoleKey>();
        for (Path file : brought.getOrDefault(role, List.of())) {
            keys.add(RoleKey.ed25519(PublisherKey.readPublic(file)));
        }
        while (keys.size() < quorum.keys()) {
            String which = role.roleName() + " key " + (keys.size() + 1) + " of " + quorum.keys();
            keys.add(isOnline(role) ? online(role, options) : offline(role.roleName(), which, options));
        }
        return KeySet.of(role.roleName(), quorum.threshold(), keys);
    }

    /** Snapshot and timestamp are signed by machines, without a person. */
    static boolean isOnline(TopLevelRole role) {
        return role == TopLevelRole.SNAPSHOT || role == TopLevelRole.TIMESTAMP;
    }

    private static RoleKey online(TopLevelRole role, RepositoryOptions options) {
        return options.keyDirectory().createPlain(role.roleName());
    }

    private static RoleKey offline(String role, String which, RepositoryOptions options) {
        KeyDirectory keys = options.keyDirectory();
        return keys.create(role, options.passphrases().fresh(which));
    }
}
