package dev.patchwave.trust.tuf.repository;

import dev.patchwave.trust.tuf.Fields;
import dev.patchwave.trust.tuf.Json;
import dev.patchwave.trust.tuf.TufProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.function.Predicate;

/**
 * Who may sign a role, and how many of them must.
 *
 * @param threshold 1 to the number of keys
 * @param keys 1 to {@value #MAX_KEYS}, all different
 */
public record KeySet(int threshold, List<RoleKey> keys) {
    /** More than any ceremony has holders. */
    public static final int MAX_KEYS = 64;

    public KeySet {
        keys = List.copyOf(keys);
        String problem = problem(threshold, keys);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** As the constructor. @throws RepositoryProblem when these cannot be the keys of {@code role} */
    public static KeySet of(String role, int threshold, List<RoleKey> keys) throws RepositoryProblem {
        String problem = problem(threshold, keys);
        if (problem != null) {
            throw new RepositoryProblem("role " + role + ": " + problem);
        }
        return new KeySet(threshold, keys);
    }

    /** Those that have signed {@code file}, in our order. */
    public List<RoleKey> signersOf(SignedFile file) {
        byte[] message = file.message();
        return keys.stream()
                .filter(key -> file.signatures().containsKey(key.id()))
                .filter(key -> key.verifies(message, file.signatures().get(key.id())))
                .toList();
    }

    /** Whether enough of them have. */
    public boolean approve(SignedFile file) {
        return signersOf(file).size() >= threshold;
    }

    /**
     * These keys after a change of them.
     *
     * @param role for the message
     * @param gone no longer trusted
     * @param come trusted from now on; in the place of {@code gone} if there is one
     * @throws RepositoryProblem when the role would be left without enough keys
     */
    public KeySet change(String role, Optional<RoleKey> gone, Optional<RoleKey> come, OptionalInt newThreshold)
            throws RepositoryProblem {
        var changed = new ArrayList<>(keys);
        if (gone.isPresent() && come.isPresent()) {
            changed.replaceAll(key -> key.equals(gone.get()) ? come.get() : key);
        } else {
            gone.ifPresent(changed::remove);
            come.ifPresent(changed::add);
        }
        return of(role, newThreshold.orElse(threshold), changed);
    }

    public boolean contains(RoleKey key) {
        return keys.contains(key);
    }

    Json.Members json() {
        return fields().build();
    }

    /** The two members that root and delegations have in common. */
    ObjectBuilder fields() {
        return new ObjectBuilder()
                .texts("keyids", keys.stream().map(RoleKey::id).toList())
                .whole("threshold", threshold);
    }

    static KeySet read(Fields role, SortedMap<String, Json> described) throws TufProblem {
        var keys = new ArrayList<RoleKey>();
        for (String id : role.texts("keyids")) {
            keys.add(new RoleKey(
                    id, Fields.of(role.within(id), described.get(id)).json()));
        }
        long threshold = role.whole("threshold", 1);
        String problem = problem((int) Math.min(threshold, Integer.MAX_VALUE), keys);
        if (problem != null) {
            throw role.malformed(role.place() + ": " + problem);
        }
        return new KeySet((int) threshold, keys);
    }

    private static String problem(int threshold, List<RoleKey> keys) {
        Predicate<List<RoleKey>> different = all -> all.stream().distinct().count() == all.size();
        if (keys.isEmpty() || keys.size() > MAX_KEYS || !different.test(keys)) {
            return keys.size() + " keys: allowed are 1 to " + MAX_KEYS + ", all different";
        }
        boolean reachable = threshold >= 1 && threshold <= keys.size();
        return reachable
                ? null
                : "threshold " + threshold + " with " + keys.size() + " keys: allowed are 1 to the number of keys";
    }
}
