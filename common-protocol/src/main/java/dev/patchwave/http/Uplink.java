package dev.patchwave.http;

import java.util.function.LongSupplier;

/**
 * The sending rate that all connections of a program share, answers and pushes alike.
 *
 * <p>Each transfer asks for one slice at a time, once its last slice has left, and slices are granted in the order they were
 * asked for: so active transfers share the rate evenly, and a slow reader, who does not ask, holds nobody up. Thread-safe.
 */
public final class Uplink {
    static final int MAX_SLICE_BYTES = Turns.MAX_SLICE_BYTES;
    /** Without a rate there are no turns to keep short, and fewer slices cost less. */
    static final int UNLIMITED_SLICE_BYTES = 256 << 10;

    private final long capBitsPerSecond;
    private final Turns turns;

    /** A transfer that waits for its turn to send. */
    interface Slot extends Turns.Slot {}

    Uplink(long bitsPerSecond, LongSupplier nanoClock) {
        this.capBitsPerSecond = bitsPerSecond;
        this.turns = new Turns(bitsPerSecond, nanoClock);
    }

    /** Sends as fast as the network takes it, and measures. */
    public static Uplink unlimited() {
        return ofBitsPerSecond(Turns.UNLIMITED);
    }

    /**
     * Sends at most at this rate.
     *
     * @param bitsPerSecond of payload, 1 or more; {@link Long#MAX_VALUE} is {@link #unlimited()}
     */
    public static Uplink ofBitsPerSecond(long bitsPerSecond) {
        return new Uplink(bitsPerSecond, System::nanoTime);
    }

    /** Sent in the last second. */
    public long currentBitsPerSecond() {
        return turns.currentBitsPerSecond();
    }

    /** {@link #currentBitsPerSecond()} as a part of the configured rate, 0 to 1; always 0 when unlimited. */
    public double utilisation() {
        return capBitsPerSecond == Turns.UNLIMITED
                ? 0
                : Math.min(1, (double) currentBitsPerSecond() / capBitsPerSecond);
    }

    /** Transfers that wait for their turn now: above 0 the uplink is what limits us. */
    public int waitingTransfers() {
        return turns.waiting();
    }

    /** From now on at this rate, or the configured one where that is less. */
    void yieldTo(long bitsPerSecond) {
        turns.rate(Math.min(bitsPerSecond, capBitsPerSecond));
    }

    long capBitsPerSecond() {
        return capBitsPerSecond;
    }

    int sliceBytes() {
        return turns.bitsPerSecond() == Turns.UNLIMITED ? UNLIMITED_SLICE_BYTES : turns.sliceBytes();
    }

    void request(Slot slot) {
        turns.request(slot);
    }
}
