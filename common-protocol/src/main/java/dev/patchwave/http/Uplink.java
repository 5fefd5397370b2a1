package dev.patchwave.http;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The sending rate that all connections of a program share, answers and pushes alike.
 *
 * <p>Each transfer asks for one slice at a time, once its last slice has left, and slices are granted in the order they were
 * asked for: so active transfers share the rate evenly, and a slow reader, who does not ask, holds nobody up. Thread-safe. Closed
 * by the program, after its server and fetcher.
 */
public final class Uplink implements AutoCloseable {
    static final int MAX_SLICE_BYTES = 64 << 10;
    /** Without a rate there are no turns to keep short, and fewer slices cost less. */
    static final int UNLIMITED_SLICE_BYTES = 256 << 10;

    private static final int MIN_SLICE_BYTES = 4 << 10;
    private static final long UNLIMITED = Long.MAX_VALUE;
    /** What may be made up for when the timer wakes late. */
    private static final long BURST_NANOS = 5_000_000;
    /** At low rates a slice is what leaves in this time, so that turns come round quickly. */
    private static final long SLICE_NANOS = 20_000_000;

    private final long bitsPerSecond;
    private final int sliceBytes;
    private final LongSupplier nanoClock;
    private final Timer timer;
    /** At most one for each transfer under way, so bounded by the connections. */
    private final Queue<Slot> waiting = new ArrayDeque<>();

    private final RateMeter meter;
    private long freeAtNanos;
    private boolean armed;

    /** A transfer that waits for its turn. */
    interface Slot {
        /** How many bytes it will send, 1 to {@link #sliceBytes()}. */
        int bytes();

        /** False when its connection ended meanwhile: the turn passes to the next. */
        boolean wanted();

        /** Its turn. On any thread, also on that of {@link #request}. */
        void granted();
    }

    /** Wakes us. */
    interface Timer {
        void after(long nanos, Runnable wake);

        void close();
    }

    Uplink(long bitsPerSecond, LongSupplier nanoClock, Timer timer) {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException("uplink of " + bitsPerSecond + " bit/s: must be 1 or more");
        }
        this.bitsPerSecond = bitsPerSecond;
        this.sliceBytes = bitsPerSecond == UNLIMITED
                ? UNLIMITED_SLICE_BYTES
                : Math.clamp(bitsPerSecond / 8 / (1_000_000_000 / SLICE_NANOS), MIN_SLICE_BYTES, MAX_SLICE_BYTES);
        this.nanoClock = nanoClock;
        this.timer = timer;
        this.freeAtNanos = nanoClock.getAsLong();
        this.meter = new RateMeter(freeAtNanos);
    }

    /** Sends as fast as the network takes it, and measures. */
    public static Uplink unlimited() {
        return new Uplink(UNLIMITED, System::nanoTime, new ThreadTimer());
    }

    /**
     * Sends at most at this rate.
     *
     * @param bitsPerSecond of payload, 1 or more; {@link Long#MAX_VALUE} is {@link #unlimited()}
     */
    public static Uplink ofBitsPerSecond(long bitsPerSecond) {
        return new Uplink(bitsPerSecond, System::nanoTime, new ThreadTimer());
    }

    /** Sent in the last second. */
    public synchronized long currentBitsPerSecond() {
        return meter.bitsPerSecond(nanoClock.getAsLong());
    }

    /** {@link #currentBitsPerSecond()} as a part of the configured rate, 0 to 1; always 0 when unlimited. */
    public double utilisation() {
        return bitsPerSecond == UNLIMITED ? 0 : Math.min(1, (double) currentBitsPerSecond() / bitsPerSecond);
    }

    /** Transfers that wait for their turn now: above 0 the uplink is what limits us. */
    public synchronized int waitingTransfers() {
        return waiting.size();
    }

    int sliceBytes() {
        return sliceBytes;
    }

    void request(Slot slot) {
        synchronized (this) {
            waiting.add(slot);
        }
        grantDue();
    }

    @Override
    public void close() {
        timer.close();
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
            arm(freeAtNanos - now);
            return null;
        }
        var slot = waiting.remove();
        freeAtNanos = Math.max(freeAtNanos, now - BURST_NANOS) + costNanos(slot.bytes());
        meter.add(slot.bytes(), now);
        return slot;
    }

    private long costNanos(int bytes) {
        return bitsPerSecond == UNLIMITED ? 0 : (long) (bytes * 8e9 / bitsPerSecond);
    }

    private void arm(long nanos) {
        if (!armed) {
            armed = true;
            timer.after(nanos, this::wake);
        }
    }

    private void wake() {
        synchronized (this) {
            armed = false;
        }
        grantDue();
    }

    /** One daemon thread. */
    private static final class ThreadTimer implements Timer {
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().daemon().name("uplink").unstarted(task));

        @Override
        public void after(long nanos, Runnable wake) {
            if (!thread.isShutdown()) {
                var unused = thread.schedule(wake, nanos, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
