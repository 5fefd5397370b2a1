package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How many requests of others wait for our answer, and for how long: counted by the quarter of a second in which they came, so that it
 * takes the same room for ten and for a million. What nobody answered within 32 seconds is forgotten: the other side has given up
 * (RFC 3261 17.1.2.2).
 *
 * <p>Pure; not for several threads at once. Times are nanoseconds of a clock that never goes back.
 */
final class Unanswered {
    private static final long SLOT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int SLOTS = 128;

    private final int[] counts = new int[SLOTS];
    private long newest = Long.MIN_VALUE;
    private int count;

    /**
     * One more.
     *
     * @return what {@link #answered} wants to know
     */
    long arrived(long now) {
        advance(now);
        counts[place(newest)]++;
        count++;
        return newest;
    }

    /** One that came at {@code arrival} has its answer. Nothing happens when it was forgotten already. */
    void answered(long arrival, long now) {
        advance(now);
        if (newest - arrival < SLOTS && counts[place(arrival)] > 0) {
            counts[place(arrival)]--;
            count--;
        }
    }

    int count(long now) {
        advance(now);
        return count;
    }

    /** How long the oldest waits, on a quarter of a second; zero when there are no more than {@code spared}, the oldest not counted. */
    Duration age(int spared, long now) {
        advance(now);
        int seen = 0;
        for (long slot = newest - SLOTS + 1; slot <= newest && count > spared; slot++) {
            seen += counts[place(slot)];
            if (seen > spared) {
                return Duration.ofNanos((newest - slot) * SLOT_NANOS);
            }
        }
        return Duration.ZERO;
    }

    private void advance(long now) {
        long slot = Math.floorDiv(now, SLOT_NANOS);
        if (newest == Long.MIN_VALUE) {
            newest = slot;
        }
        for (long next = Math.max(newest + 1, slot - SLOTS + 1); next <= slot; next++) {
            count -= counts[place(next)];
            counts[place(next)] = 0;
        }
        newest = Math.max(newest, slot);
    }

    private static int place(long slot) {
        return (int) Math.floorMod(slot, (long) SLOTS);
    }
}
