package dev.patchwave.trust.tuf;

import java.security.PublicKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who may sign a role, and how many of them must. Thresholds count keys, not names of keys: one key under two ids is one.
 *
 * @param threshold 1 or more
 * @param keys those of the role that the delegating file describes
 */
record RoleKeys(long threshold, List<TufKey> keys) {
    private static final int MAX_KEYS = 256;

    RoleKeys {
        keys = List.copyOf(keys);
    }

    /** @param described the keys of the delegating file by their ids. A role may name others: nothing counts for them */
    static RoleKeys of(Fields role, Map<String, TufKey> described) throws TufProblem {
        List<String> ids = role.texts("keyids");
        if (ids.size() > MAX_KEYS || Set.copyOf(ids).size() != ids.size()) {
            throw role.malformed(role.within("keyids") + " are more than " + MAX_KEYS + " or not all different");
        }
        var keys =
                ids.stream().filter(described::containsKey).map(described::get).toList();
        return new RoleKeys(role.whole("threshold", 1), keys);
    }

    /** Reads the keys of a root or of delegations. */
    static Map<String, TufKey> described(Fields keys) throws TufProblem {
        var described = new TreeMap<String, TufKey>();
        for (String id : keys.members().keySet()) {
            described.put(id, TufKey.of(id, keys.object(id)));
        }
        return described;
    }

    /** @throws TufProblem UNSIGNED when fewer distinct keys than the threshold have signed (5.3.4, 5.4.2, 5.5.3, 5.6.3) */
    void requireSigned(String what, MetadataFile<?> file) throws TufProblem {
        Set<PublicKey> signers = new HashSet<>(); // Only counted, never iterated.
        for (TufKey key : keys) {
            if (key.verifies(file.signedBytes(), file.signatures().by(key.id()))) {
                signers.add(key.publicKey().orElseThrow());
            }
        }
        if (signers.size() < threshold) {
            String have = signers.size() + " of " + threshold + " keys signed it";
            throw new TufProblem(TufProblem.Reason.UNSIGNED, what + ": " + have);
        }
    }

    /**
     * Whether a key that was trusted here no longer is there. A key that only came is no rotation: nothing signed by the others has
     * become doubtful.
     */
    boolean lostKeysIn(RoleKeys newer) {
        return !publicKeys(newer).containsAll(publicKeys(this));
    }

    private static Set<PublicKey> publicKeys(RoleKeys role) {
        Set<PublicKey> keys = new HashSet<>(); // Only asked, never iterated.
        role.keys.forEach(key -> key.publicKey().ifPresent(keys::add));
        return keys;
    }
}
