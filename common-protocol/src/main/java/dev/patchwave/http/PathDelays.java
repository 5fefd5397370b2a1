package dev.patchwave.http;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What several paths say together about the queue at our own end, which is all that they have in common.
 *
 * <p>Of paths that are known long enough to have seen an empty queue the one with the least queueing counts: another's distant
 * bottleneck is none of our business. While none is, the one that is known longest. A single late sample is no queue: of the last
 * two the lesser counts. Pure; not thread-safe; time is an argument that never goes back.
 */
final class PathDelays {
    static final int MAX_PATHS = 256;
    private static final long FRESH_NANOS = 1_500_000_000L;
    /** By then a path has seen us draining ({@link YieldingRate}). */
    private static final long SETTLED_NANOS = 17_000_000_000L;

    private final TreeMap<String, Path> paths = new TreeMap<>(); // Sorted, so that replays agree.

    private static final class Path {
        final long sinceNanos;
        final BaseDelay base;
        long sampledNanos;
        long lastNanos = Long.MAX_VALUE;
        long currentNanos;
        boolean lost;

        Path(long nowNanos) {
            sinceNanos = nowNanos;
            base = new BaseDelay(nowNanos);
        }

        long queueingNanos() {
            return currentNanos - base.nanos();
        }
    }

    /**
     * Notes one sample.
     *
     * @param path where to, e.g. an address; beyond {@value #MAX_PATHS} the one that was silent longest is forgotten
     * @param roundTripNanos above 0
     * @param lost a packet was lost on it since its last sample
     */
    void sampled(String path, long roundTripNanos, boolean lost, long nowNanos) {
        var known = paths.computeIfAbsent(path, fresh -> new Path(nowNanos));
        known.base.sampled(roundTripNanos, nowNanos);
        boolean stale = nowNanos - known.sampledNanos > FRESH_NANOS;
        known.currentNanos = stale ? roundTripNanos : Math.min(roundTripNanos, known.lastNanos);
        known.lastNanos = roundTripNanos;
        known.sampledNanos = nowNanos;
        known.lost = lost;
        if (paths.size() > MAX_PATHS) {
            paths.remove(silent());
        }
    }

    /** The least that a path was ever seen to take of late; empty for one that is not known. */
    Optional<Long> baseNanos(String path) {
        return Optional.ofNullable(paths.get(path)).map(known -> known.base.nanos());
    }

    /** All paths together; empty when none has a sample of the last moments. */
    Optional<DelaySample> together(long nowNanos) {
        var fresh = paths.values().stream()
                .filter(path -> nowNanos - path.sampledNanos <= FRESH_NANOS)
                .toList();
        var settled = fresh.stream()
                .filter(path -> nowNanos - path.sinceNanos > SETTLED_NANOS)
                .min(Comparator.comparingLong(Path::queueingNanos));
        return settled.or(() -> fresh.stream().min(Comparator.comparingLong(path -> path.sinceNanos)))
                .map(path -> new DelaySample(path.currentNanos, path.queueingNanos(), mostLost(fresh)));
    }

    private static boolean mostLost(List<Path> fresh) {
        long lossy = fresh.stream().filter(path -> path.lost).count();
        return 2 * lossy >= fresh.size();
    }

    private String silent() {
        return paths.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().sampledNanos))
                .orElseThrow()
                .getKey();
    }
}
