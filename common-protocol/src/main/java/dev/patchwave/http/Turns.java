package dev.patchwave.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;

/**
 * Grants slices of a rate that may change at any time, in the order in which they were asked for.
 *
 * <p>Whoever wants a slice asks for one at a time, so those who wait share the rate evenly, and who does not ask holds nobody up.
 * Thread-safe, without a thread of its own: who waits first lends its own to wake by.
 */
final class Turns {
    static final long UNLIMITED = Long.MAX_VALUE;
    static final int MAX_SLICE_BYTES = 64 << 10;
    private static final int MIN_SLICE_BYTES = 4 << 10;
    /** What may be made up for when the timer wakes late, as it does by some 10 ms on a busy machine. The rest is lost for good. */
    private static final long BURST_NANOS = 20_000_000;
    /** At low rates a slice is what passes in this time, so that turns come round quickly. */
    private static final long SLICE_NANOS = 20_000_000;

    private final LongSupplier nanoClock;
    /** At most one for each transfer under way, so bounded by the connections. */
    private final Queue<Slot> waiting = new ArrayDeque<>();

    private final RateMeter meter;
    private volatile long bitsPerSecond;
    private long freeAtNanos;
    private long armedForNanos = Long.MAX_VALUE;

    /** One that waits for its turn. */
    interface Slot {
        /** How many bytes it will move, 1 to {@link #sliceBytes()}. */
        int bytes();

        /** False when its connection ended meanwhile: the turn passes to the next. */
        boolean wanted();

        /** Its turn. On any thread, also on that of {@link #request}. */
        void granted();

        /** Runs {@code wake} after so much time, on a thread that the slot has anyway, and whatever becomes of the slot meanwhile. Must not wait. */
        void wakeAfter(long nanos, Runnable wake);
    }

    Turns(long bitsPerSecond, LongSupplier nanoClock) {
        this.bitsPerSecond = checked(bitsPerSecond);
        this.nanoClock = nanoClock;
        this.freeAtNanos = nanoClock.getAsLong();
        this.meter = new RateMeter(freeAtNanos);
    }

    long bitsPerSecond() {
        return bitsPerSecond;
    }

    /** Goes on at another rate; what was granted already is paid for at the new one. */
    void rate(long newBitsPerSecond) {
        long before = bitsPerSecond;
        if (before == checked(newBitsPerSecond)) {
            return;
        }
        synchronized (this) {
            long now = nanoClock.getAsLong();
            if (freeAtNanos > now) {
                freeAtNanos = now + (long) ((freeAtNanos - now) * ((double) before / newBitsPerSecond));
            }
            bitsPerSecond = newBitsPerSecond;
        }
        grantDue();
    }

    int sliceBytes() {
        return Math.clamp(bitsPerSecond / 8 / (1_000_000_000 / SLICE_NANOS), MIN_SLICE_BYTES, MAX_SLICE_BYTES);
    }

    /** Moved in the last second. */
    synchronized long currentBitsPerSecond() {
        return meter.bitsPerSecond(nanoClock.getAsLong());
    }

    synchronized int waiting() {
        return waiting.size();
    }

    void request(Slot slot) {
        synchronized (this) {
            waiting.add(slot);
        }
        grantDue();
    }

    /** More or less was moved than had been granted. */
    void settle(int grantedBytes, int movedBytes) {
        if (grantedBytes == movedBytes) {
            return;
        }
        synchronized (this) {
            long now = nanoClock.getAsLong();
            freeAtNanos = Math.max(freeAtNanos, now - BURST_NANOS) + costNanos(movedBytes - grantedBytes);
            meter.add(movedBytes - grantedBytes, now);
        }
        grantDue();
    }

    private void grantDue() {
        for (var slot = nextDue(); slot != null; slot = nextDue()) {
            slot.granted();
        }
    }

    private synchronized Slot nextDue() {
        while (!waiting.isEmpty() && !waiting.peek().wanted()) {
            waiting.remove();
        }
        long now = nanoClock.getAsLong();
        if (waiting.isEmpty()) {
            return null;
        }
        if (freeAtNanos > now) {
            arm(freeAtNanos, now);
            return null;
        }
        var slot = waiting.remove();
        int bytes = slot.bytes();
        freeAtNanos = Math.max(freeAtNanos, now - BURST_NANOS) + costNanos(bytes);
        meter.add(bytes, now);
        return slot;
    }

    private long costNanos(int bytes) {
        return bitsPerSecond == UNLIMITED ? 0 : (long) (bytes * 8e9 / bitsPerSecond);
    }

    /** Anew when the rate rose meanwhile, so that nobody waits for what was due at the old one. */
    private void arm(long atNanos, long now) {
        if (atNanos < armedForNanos) {
            armedForNanos = atNanos;
            waiting.element().wakeAfter(atNanos - now, this::wake);
        }
    }

    private void wake() {
        synchronized (this) {
            armedForNanos = Long.MAX_VALUE;
        }
        grantDue();
    }

    private static long checked(long bitsPerSecond) {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException("a rate of " + bitsPerSecond + " bit/s: must be 1 or more");
        }
        return bitsPerSecond;
    }
}
