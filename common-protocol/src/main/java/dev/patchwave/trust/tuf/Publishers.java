package dev.patchwave.trust.tuf;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whose keys a root and its targets role name, expired or not: for what must be believed also while news is held back. Immutable.
 */
public final class Publishers {
    private record Delegated(RoleName role, List<PublicKey> keys, Coverage coverage) {}

    private final List<PublicKey> targets;
    private final List<Delegated> delegations;

    private Publishers(List<PublicKey> targets, List<Delegated> delegations) {
        this.targets = List.copyOf(targets);
        this.delegations = List.copyOf(delegations);
    }

    /**
     * Reads what was believed before.
     *
     * @param targets the targets role; passed over when the keys of {@code root} did not sign it
     * @throws TufProblem when the root is none that its own keys signed
     */
    public static Publishers read(byte[] root, Optional<byte[]> targets) throws TufProblem {
        MetadataFile<Root> file = MetadataFile.root(root);
        file.role().keysOf(TopLevelRole.ROOT).requireSigned("the trusted root", file);
        RoleKeys keys = file.role().keysOf(TopLevelRole.TARGETS);
        return new Publishers(
                publicKeys(keys), targets.map(bytes -> delegations(keys, bytes)).orElse(List.of()));
    }

    /** Those whom the root trusts with all targets, and those who are trusted with the target at {@code path}. */
    public List<PublicKey> of(String path) {
        var all = new ArrayList<>(targets);
        delegations.stream()
                .filter(delegated -> delegated.coverage().covers(path))
                .forEach(delegated -> all.addAll(delegated.keys()));
        return all;
    }

    /** Those whom the root trusts with all targets, and those of the role of that name. */
    public List<PublicKey> ofRole(String name) {
        var all = new ArrayList<>(targets);
        delegations.stream()
                .filter(delegated -> delegated.role().text().equals(name))
                .forEach(delegated -> all.addAll(delegated.keys()));
        return all;
    }

    private static List<Delegated> delegations(RoleKeys keys, byte[] targets) {
        try {
            MetadataFile<Targets> file = MetadataFile.targets(targets);
            keys.requireSigned("targets", file);
            return file.role().delegations().stream()
                    .map(each -> new Delegated(each.role(), publicKeys(each.keys()), each.coverage()))
                    .toList();
        } catch (TufProblem rotated) {
            return List.of(); // Until the next update brings the one that today's keys signed.
        }
    }

    private static List<PublicKey> publicKeys(RoleKeys role) {
        return role.keys().stream().flatMap(key -> key.publicKey().stream()).toList();
    }
}
