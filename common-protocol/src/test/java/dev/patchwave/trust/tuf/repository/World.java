package dev.patchwave.trust.tuf.repository;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.client.Mirror;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** A repository in memory with all its holders, what mirrors copy of it, and its clock. */
final class World implements Mirror {
    final SortedMap<String, byte[]> files = new TreeMap<>();
    final List<Signatory> holders = new ArrayList<>();
    Optional<Held<RootBody>> draft = Optional.empty();
    Instant now = Instant.parse("2026-11-01T12:00:00Z");
    private long sequence;

    World() {}

    World(World other) {
        files.putAll(other.files);
        holders.addAll(other.holders);
        draft = other.draft;
        now = other.now;
        sequence = other.sequence;
    }

    /** One key a role; the root has two, of which both are needed. */
    static World founded() throws RepositoryProblem {
        var world = new World();
        var roles = new EnumMap<TopLevelRole, KeySet>(TopLevelRole.class);
        for (TopLevelRole role : TopLevelRole.values()) {
            List<RoleKey> keys = role == TopLevelRole.ROOT
                    ? List.of(world.holder().key(), world.holder().key())
                    : List.of(world.holder().key());
            roles.put(role, new KeySet(keys.size(), keys));
        }
        var content = new RootBody(1, Instant.EPOCH, roles);
        world.apply(world.rootWrites(content));
        return world;
    }

    Signatory holder() {
        var holder = Signatory.of(PublisherKey.generate());
        holders.add(holder);
        return holder;
    }

    void lose(RoleKey key) {
        holders.removeIf(holder -> holder.key().equals(key));
    }

    RepositoryState state() throws RepositoryProblem {
        return StateReader.read(path -> Optional.ofNullable(files.get(path)), draft);
    }

    Edition edition() throws RepositoryProblem {
        return new Edition(state(), Lifetimes.standard(), now);
    }

    /** What publishing a root of that content takes; the draft stays until all is written. */
    List<FileWrite> rootWrites(RootBody content) throws RepositoryProblem {
        var state = state();
        var next = RootDraft.of(state.root().map(Held::body), content, now.plus(Duration.ofDays(365)))
                .signedBy(holders.stream()
                        .filter(holder -> rootKeys(content, state).contains(holder.key()))
                        .toList());
        draft = Optional.of(next.draft());
        return edition().root(next).sign(holders);
    }

    private static List<RoleKey> rootKeys(RootBody content, RepositoryState state) {
        var keys = new ArrayList<>(content.keysOf(TopLevelRole.ROOT).keys());
        state.root()
                .ifPresent(held ->
                        keys.addAll(held.body().keysOf(TopLevelRole.ROOT).keys()));
        return keys;
    }

    List<FileWrite> rotate(TopLevelRole role) throws RepositoryProblem {
        RootBody root = state().root().orElseThrow().body();
        KeySet keys = root.keysOf(role);
        return rootWrites(root.with(role, fresh(role.roleName(), keys)));
    }

    List<FileWrite> rotate(String product) throws RepositoryProblem {
        Delegate delegate = state().saidBy(TARGETS).delegate(product).orElseThrow();
        var changed = state().saidBy(TARGETS).withDelegate(delegate.withKeys(fresh(product, delegate.keys())));
        return edition().change(TARGETS, changed).sign(holders);
    }

    List<FileWrite> delegate(String product) throws RepositoryProblem {
        var delegate = Delegate.ofProduct(product, new KeySet(1, List.of(holder().key())));
        return edition()
                .change(TARGETS, state().saidBy(TARGETS).withDelegate(delegate))
                .sign(holders);
    }

    List<FileWrite> release(String product) throws RepositoryProblem {
        return edition().release(TestRelease.of(product, ++sequence), product).sign(holders);
    }

    void apply(List<FileWrite> writes) {
        writes.forEach(write -> files.put(write.path(), write.bytes()));
    }

    byte[] shippedRoot() {
        return files.get("metadata/1.root.json");
    }

    /** The paths of all releases that are there. */
    List<String> releases() throws RepositoryProblem {
        return state().targets().values().stream()
                .flatMap(held -> held.body().targets().keySet().stream())
                .toList();
    }

    @Override
    public Optional<byte[]> metadata(String name, long maxBytes) throws IOException {
        byte[] file = files.get("metadata/" + name);
        if (file != null && file.length > maxBytes) {
            throw new IOException("more than " + maxBytes + " bytes");
        }
        return Optional.ofNullable(file);
    }

    private KeySet fresh(String role, KeySet keys) throws RepositoryProblem {
        var gone = Optional.of(keys.keys().getFirst());
        return keys.change(role, gone, Optional.of(holder().key()), OptionalInt.empty());
    }

    @Override
    public String toString() {
        return Map.copyOf(files).keySet().toString();
    }
}
