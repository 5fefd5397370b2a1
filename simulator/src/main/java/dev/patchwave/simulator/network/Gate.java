package dev.patchwave.simulator.network;

import java.util.ArrayList;
import java.util.List;

/**
 * A line that many send into: a node's downlink, or what a site may send to others. First come, first served. Instead of losing
 * what does not fit its queue, it makes senders pause, as TCP does in the end.
 */
final class Gate {
    private final double nanosPerByte;
    private final long limitBytes;
    private final List<Transfer> waiting = new ArrayList<>();
    private long heldBytes;
    private double freeAtNanos;

    /** @param limitBytes that may be on the way to it or wait before it; the chunk that reaches the limit still goes */
    Gate(double nanosPerByte, long limitBytes) {
        this.nanosPerByte = nanosPerByte;
        this.limitBytes = limitBytes;
    }

    /** Two chunks may always be there, or slow lines would idle between chunks. */
    boolean isFullFor(int chunkBytes) {
        return heldBytes >= Math.max(limitBytes, 2L * chunkBytes);
    }

    /** Its sender sends again once this is no longer full. */
    void await(Transfer transfer) {
        waiting.add(transfer);
    }

    /** On its way to here. */
    void hold(int bytes) {
        heldBytes += bytes;
    }

    /** A chunk that took {@code tookNanos} to be sent has arrived whole. Tells when it is through. */
    long pass(int bytes, double tookNanos, long nowNanos) {
        double began = Math.max(freeAtNanos, nowNanos - tookNanos); // It passes while it comes in.
        freeAtNanos = Math.max((double) nowNanos, began + bytes * nanosPerByte);
        return (long) freeAtNanos;
    }

    /** It is through. */
    void release(int bytes) {
        heldBytes -= bytes;
        if (!isFullFor(bytes) && !waiting.isEmpty()) {
            var woken = List.copyOf(waiting);
            waiting.clear();
            woken.forEach(Transfer::resume);
        }
    }
}
