package dev.patchwave.trust.tuf.repository.disk;

import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.repository.Delegate;
import dev.patchwave.trust.tuf.repository.KeySet;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.ReleaseTarget;
import dev.patchwave.trust.tuf.repository.RepositoryProblem;
import dev.patchwave.trust.tuf.repository.RoleKey;
import dev.patchwave.trust.tuf.repository.RootBody;
import dev.patchwave.trust.tuf.repository.TargetsBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A repository without people, for demos and tests: one key a role, all of them on this machine and without passphrases, so nothing that
 * deserves protection. Each call opens the directory and closes it again. Blocks; one thread.
 */
public final class LabRepository {
    private final Path directory;
    private final Lifetimes lifetimes;

    private LabRepository(Path directory, Lifetimes lifetimes) {
        this.directory = directory;
        this.lifetimes = lifetimes;
    }

    /**
     * Makes one.
     *
     * @param directory is made, and has none yet
     * @param products which get roles of their own
     */
    public static LabRepository make(Path directory, List<String> products, Lifetimes lifetimes, Instant now)
            throws IOException, RepositoryProblem {
        var lab = new LabRepository(directory, lifetimes);
        try (var repository = RepositoryDirectory.create(directory)) {
            var roles = new EnumMap<TopLevelRole, KeySet>(TopLevelRole.class);
            for (TopLevelRole role : TopLevelRole.values()) {
                roles.put(role, lab.newKey(role.roleName()));
            }
            var targets = TargetsBody.empty();
            for (String product : products) {
                targets = targets.withDelegate(Delegate.ofProduct(product, lab.newKey(product)));
            }
            lab.workshop(repository, now).found(new RootBody(1, Instant.EPOCH, roles), targets);
        }
        return lab;
    }

    /** The root to ship. */
    public Path root() {
        return RepositoryDirectory.publicFiles(directory).resolve("metadata").resolve("1.root.json");
    }

    /** Where everything is, as a source's configuration names it. */
    public Path directory() {
        return directory;
    }

    /** Where the private keys lie. */
    public Path keys() {
        return RepositoryDirectory.keys(directory);
    }

    /** The private key of a role, e.g. for stop orders. */
    public Path key(String role) throws IOException {
        try (var files = Files.list(keys())) {
            return files.filter(file -> file.getFileName().toString().matches(Pattern.quote(role) + "-[0-9a-f]+\\.pem"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no key of the role " + role + " in " + keys()));
        }
    }

    /** Vouches for a release. */
    public void vouchFor(SignedManifest signed, List<String> precursors, Instant now)
            throws IOException, RepositoryProblem {
        try (var repository = RepositoryDirectory.open(directory)) {
            Workshop workshop = workshop(repository, now);
            String product = signed.manifest().release().product();
            workshop.publish(workshop.edition().release(new ReleaseTarget(signed, precursors), product));
        }
    }

    /** Signs a fresh timestamp, and a fresh snapshot when it is time. */
    public void renew(Instant now) throws IOException, RepositoryProblem {
        try (var repository = RepositoryDirectory.open(directory)) {
            Workshop workshop = workshop(repository, now);
            workshop.publish(workshop.edition().wake());
        }
    }

    private KeySet newKey(String role) {
        RoleKey key = new KeyDirectory(keys()).createPlain(role);
        return new KeySet(1, List.of(key));
    }

    private Workshop workshop(RepositoryDirectory repository, Instant now) {
        return new Workshop(repository, new KeyDirectory(keys()), Passphrases.none(), lifetimes, now);
    }
}
