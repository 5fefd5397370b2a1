package dev.patchwave.http;

import java.util.Arrays;

/**
 * The delay of a path without any queue: the least of the last ten minutes, kept minute by minute (RFC 6817 2.4.2), so that a
 * route that became longer is believed in the end. Not thread-safe; time is an argument that never goes back.
 */
final class BaseDelay {
    private static final int MINUTES = 10;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private final long[] leastNanos = new long[MINUTES];
    private final long startNanos;
    private long minute;

    BaseDelay(long nowNanos) {
        startNanos = nowNanos;
        Arrays.fill(leastNanos, Long.MAX_VALUE);
    }

    void sampled(long delayNanos, long nowNanos) {
        long now = (nowNanos - startNanos) / MINUTE_NANOS;
        for (long empty = Math.max(minute + 1, now - MINUTES + 1); empty <= now; empty++) {
            leastNanos[(int) (empty % MINUTES)] = Long.MAX_VALUE;
        }
        minute = Math.max(minute, now);
        int bucket = (int) (minute % MINUTES);
        leastNanos[bucket] = Math.min(leastNanos[bucket], delayNanos);
    }

    /** {@link Long#MAX_VALUE} before the first sample. */
    long nanos() {
        return Arrays.stream(leastNanos).min().orElseThrow();
    }
}
