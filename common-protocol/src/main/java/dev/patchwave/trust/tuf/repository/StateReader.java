package dev.patchwave.trust.tuf.repository;

import static dev.patchwave.trust.tuf.repository.RepositoryState.TARGETS;

import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a repository back, from the first root on, and believes only what its keys have signed: a machine that serves the files may have
 * been broken into, and nobody may make the holders sign what somebody else wrote there.
 *
 * @param <E> see {@link FileSource}
 */
public final class StateReader<E extends Exception> {
    private interface Reading<B extends Body> {
        B read(SignedFile file) throws TufProblem;
    }

    private final FileSource<E> source;
    /** Any of these may have signed: one, but for a change of keys that was cut off. */
    private final List<RootBody> trusted = new ArrayList<>();

    private Optional<Held<RootBody>> root = Optional.empty();

    private StateReader(FileSource<E> source) {
        this.source = source;
    }

    /**
     * Reads all that is published.
     *
     * @param draft the root under way. It comes from where only the operator writes: when it is the published one, its publication
     *     was cut off, and what the root before it trusted is still taken
     * @throws RepositoryProblem when a file is missing, damaged or not signed as it must be
     */
    public static <E extends Exception> RepositoryState read(FileSource<E> source, Optional<Held<RootBody>> draft)
            throws E, RepositoryProblem {
        try {
            return new StateReader<>(source).state(draft);
        } catch (TufProblem e) {
            throw new RepositoryProblem("the repository is damaged: " + e.getMessage(), e);
        }
    }

    private RepositoryState state(Optional<Held<RootBody>> draft) throws E, TufProblem, RepositoryProblem {
        roots(draft);
        boolean begun =
                root.isPresent() || source.read("metadata/timestamp.json").isPresent();
        if (!begun) {
            return RepositoryState.EMPTY; // Or its very first edition was cut off.
        }
        var timestamp = file("timestamp.json", TimestampBody::read);
        requireSigned("timestamp.json", TopLevelRole.TIMESTAMP, timestamp.file());
        String snapshotName = timestamp.body().snapshot().version() + ".snapshot.json";
        var snapshot = file(snapshotName, SnapshotBody::read);
        requireSigned(snapshotName, TopLevelRole.SNAPSHOT, snapshot.file());
        requireVersion(snapshotName, timestamp.body().snapshot(), snapshot.body());
        return new RepositoryState(root, targets(snapshot.body()), Optional.of(snapshot), Optional.of(timestamp));
    }

    private void roots(Optional<Held<RootBody>> draft) throws E, TufProblem, RepositoryProblem {
        Optional<RootBody> before = Optional.empty();
        for (long version = 1; ; version++) {
            Optional<Held<RootBody>> next = find(version + ".root.json", RootBody::read);
            if (next.isEmpty()) {
                break;
            }
            before = root.map(Held::body);
            requireSuccessor(version, next.get());
            root = next;
        }
        Optional<RootBody> current = root.or(() -> draft).map(Held::body);
        current.ifPresent(trusted::add);
        long drafted = draft.map(held -> held.body().version()).orElse(0L);
        if (root.isPresent() && root.get().body().version() == drafted) {
            before.ifPresent(trusted::add);
        }
    }

    private void requireSuccessor(long version, Held<RootBody> next) throws RepositoryProblem {
        KeySet own = next.body().keysOf(TopLevelRole.ROOT);
        KeySet before = root.map(held -> held.body().keysOf(TopLevelRole.ROOT)).orElse(own);
        if (next.body().version() != version || !own.approve(next.file()) || !before.approve(next.file())) {
            throw new RepositoryProblem(version + ".root.json is not signed by enough holders of the root before it "
                    + "and of itself, or is of another version; put the published file back");
        }
    }

    private SortedMap<String, Held<TargetsBody>> targets(SnapshotBody snapshot)
            throws E, TufProblem, RepositoryProblem {
        var all = new TreeMap<String, Held<TargetsBody>>();
        var top = targets(TARGETS, snapshot);
        requireSigned(TARGETS, TopLevelRole.TARGETS, top.file());
        all.put(TARGETS, top);
        for (Delegate delegate : top.body().delegates()) {
            var held = targets(delegate.role(), snapshot);
            if (!delegate.keys().approve(held.file())) {
                throw unsigned(delegate.role());
            }
            all.put(delegate.role(), held);
        }
        return all;
    }

    private Held<TargetsBody> targets(String role, SnapshotBody snapshot) throws E, TufProblem, RepositoryProblem {
        ListedFile listed = snapshot.files().get(role);
        if (listed == null) {
            throw new RepositoryProblem("the snapshot does not list the role " + role);
        }
        String name = listed.version() + "." + role + ".json";
        Held<TargetsBody> held = file(name, TargetsBody::read);
        requireVersion(name, listed, held.body());
        return held;
    }

    private void requireSigned(String name, TopLevelRole role, SignedFile file) throws RepositoryProblem {
        if (trusted.stream().noneMatch(each -> each.keysOf(role).approve(file))) {
            throw unsigned(name);
        }
    }

    private static RepositoryProblem unsigned(String name) {
        return new RepositoryProblem(name + " is not signed by enough keys of its role; somebody else changed it, "
                + "or a key was taken away: put the published file back");
    }

    private static void requireVersion(String name, ListedFile listed, Body body) throws RepositoryProblem {
        if (listed.version() != body.version()) {
            throw new RepositoryProblem(
                    name + " says that it is version " + body.version() + "; put the published file back");
        }
    }

    private <B extends Body> Held<B> file(String name, Reading<B> reading) throws E, TufProblem, RepositoryProblem {
        return find(name, reading)
                .orElseThrow(() -> new RepositoryProblem("metadata/" + name + " is missing; put it back"));
    }

    private <B extends Body> Optional<Held<B>> find(String name, Reading<B> reading) throws E, TufProblem {
        Optional<byte[]> bytes = source.read("metadata/" + name);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        SignedFile file = SignedFile.read(bytes.get());
        return Optional.of(new Held<>(reading.read(file), file));
    }
}
