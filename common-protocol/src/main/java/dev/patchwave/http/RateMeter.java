package dev.patchwave.http;

import java.util.Arrays;

/** How many bytes went in the last second, in slots of 100 ms. Not thread-safe; time is an argument that never goes back. */
final class RateMeter {
    private static final int SLOTS = 10;
    private static final long SLOT_NANOS = 100_000_000;

    private final long[] bytes = new long[SLOTS];
    private final long startNanos;
    private long slot;

    RateMeter(long nowNanos) {
        startNanos = nowNanos;
    }

    void add(long count, long nowNanos) {
        advance(nowNanos);
        bytes[(int) (slot % SLOTS)] += count;
    }

    /** Over the last second, or over the time since the start while that is shorter. */
    long bitsPerSecond(long nowNanos) {
        advance(nowNanos);
        long age = Math.max(nowNanos - startNanos, SLOT_NANOS);
        long window = Math.min(age, (SLOTS - 1) * SLOT_NANOS + (nowNanos - startNanos) % SLOT_NANOS);
        return (long) (Arrays.stream(bytes).sum() * 8e9 / window);
    }

    private void advance(long nowNanos) {
        long now = (nowNanos - startNanos) / SLOT_NANOS;
        for (long empty = Math.max(slot + 1, now - SLOTS + 1); empty <= now; empty++) {
            bytes[(int) (empty % SLOTS)] = 0;
        }
        slot = Math.max(slot, now);
    }
}
