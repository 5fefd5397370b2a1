package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The segments that are on their way: whether somebody writes them now, the leaves of their hash trees once known, how much is
 * verified, and who wants to hear when any of that changes.
 *
 * <p>What is verified stays so when its writer gives up. Any thread; those who watch are told outside of every lock here, on the thread
 * that made the change.
 */
final class Arrivals {
    private static final class Arrival {
        private boolean beingWritten;
        private Optional<ChunkTree> tree = Optional.empty();
        private int verifiedBytes;
        private int syncEpoch;
    }

    /** One of its own for each wish, so that it is this one that ends. */
    private static final class Watcher {
        private final Runnable changed;

        private Watcher(Runnable changed) {
            this.changed = changed;
        }
    }

    /** What a writer starts with. */
    record Start(Optional<ChunkTree> tree, int verifiedBytes) {}

    private final Map<Integer, Arrival> arrivals = new TreeMap<>();
    /** As many as there are requests that wait for a segment. */
    private final Map<Integer, List<Watcher>> watchers = new ConcurrentHashMap<>();

    /** What was verified by an earlier run of the program and is still on disk. */
    void adopt(int segment, ChunkTree tree, int verifiedBytes) {
        adopt(segment, tree, verifiedBytes, 0);
    }

    /** What is verified on disk in that epoch of the store, unless somebody writes the segment: that one begins with nothing. */
    synchronized void adopt(int segment, ChunkTree tree, int verifiedBytes, int syncEpoch) {
        if (isBeingWritten(segment)) {
            return;
        }
        var arrival = new Arrival();
        arrival.syncEpoch = syncEpoch;
        arrival.tree = Optional.of(tree);
        arrival.verifiedBytes = verifiedBytes;
        arrivals.put(segment, arrival);
    }

    /**
     * Begins to write, unless somebody does.
     *
     * @param syncEpoch when it is another than that of the verified bytes, the disk may have lost them
     */
    Optional<Start> claim(int segment, int syncEpoch) {
        Start start;
        synchronized (this) {
            var arrival = arrivals.computeIfAbsent(segment, n -> new Arrival());
            if (arrival.beingWritten) {
                return Optional.empty();
            }
            arrival.beingWritten = true;
            if (arrival.syncEpoch != syncEpoch) {
                arrival.verifiedBytes = 0;
                arrival.syncEpoch = syncEpoch;
            }
            start = new Start(arrival.tree, arrival.verifiedBytes);
        }
        tell(segment);
        return Optional.of(start);
    }

    /** The writer learned the leaves. */
    void knows(int segment, ChunkTree tree) {
        synchronized (this) {
            arrivals.get(segment).tree = Optional.of(tree);
        }
        tell(segment);
    }

    /** The writer verified more. */
    void grew(int segment, int verifiedBytes) {
        synchronized (this) {
            arrivals.get(segment).verifiedBytes = verifiedBytes;
        }
        tell(segment);
    }

    /** The writer is done. */
    void release(int segment, boolean owned) {
        synchronized (this) {
            var arrival = arrivals.get(segment);
            arrival.beingWritten = false;
            if (owned || arrival.tree.isEmpty()) {
                arrivals.remove(segment); // Nothing to go on with.
            }
        }
        tell(segment);
    }

    synchronized int verifiedBytes(int segment) {
        var arrival = arrivals.get(segment);
        return arrival == null ? 0 : arrival.verifiedBytes;
    }

    synchronized Optional<ChunkTree> tree(int segment) {
        var arrival = arrivals.get(segment);
        return arrival == null ? Optional.empty() : arrival.tree;
    }

    synchronized boolean isBeingWritten(int segment) {
        var arrival = arrivals.get(segment);
        return arrival != null && arrival.beingWritten;
    }

    synchronized boolean anyBeingWritten() {
        return arrivals.values().stream().anyMatch(arrival -> arrival.beingWritten);
    }

    Watch watch(int segment, Runnable changed) {
        var mine = new Watcher(changed);
        watchers.compute(segment, (n, others) -> {
            var all = others == null ? new CopyOnWriteArrayList<Watcher>() : others;
            all.add(mine);
            return all;
        });
        return () -> watchers.computeIfPresent(segment, (n, all) -> {
            all.remove(mine);
            return all.isEmpty() ? null : all;
        });
    }

    /** How many watch any segment. */
    int watchers() {
        return watchers.values().stream().mapToInt(List::size).sum();
    }

    private void tell(int segment) {
        watchers.getOrDefault(segment, List.of()).forEach(watcher -> watcher.changed.run());
    }
}
