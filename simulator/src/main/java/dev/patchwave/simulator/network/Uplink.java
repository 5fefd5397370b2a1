package dev.patchwave.simulator.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node sends: one chunk at a time, its transfers in turn, as the programs' uplink does. A transfer whose next chunk is not
 * there yet, or whose way is full, is left out until that changes.
 */
final class Uplink implements Runnable {
    private final VirtualTime time;
    private final ArrayDeque<Transfer> ready = new ArrayDeque<>();
    private final List<Transfer> starved = new ArrayList<>();
    private double nanosPerByte;
    private Transfer sending;

    Uplink(VirtualTime time, double nanosPerByte) {
        this.time = time;
        this.nanosPerByte = nanosPerByte;
    }

    /** From the next chunk on. */
    void nanosPerByte(double rate) {
        nanosPerByte = rate;
    }

    double serviceNanos(int bytes) {
        return bytes * nanosPerByte;
    }

    void offer(Transfer transfer) {
        ready.add(transfer);
        serve();
    }

    /** The node has one more chunk of the segment. */
    void chunkCame(int segment) {
        if (starved.isEmpty()) {
            return;
        }
        for (int i = 0; i < starved.size(); ) {
            if (starved.get(i).segment() == segment) {
                ready.add(starved.remove(i));
            } else {
                i++;
            }
        }
        serve();
    }

    /** What was being sent has left. */
    @Override
    public void run() {
        var transfer = sending;
        sending = null;
        transfer.chunkLeft();
        if (transfer.isSending()) {
            ready.add(transfer);
        }
        serve();
    }

    private void serve() {
        while (sending == null && !ready.isEmpty()) {
            var next = ready.poll();
            if (!next.isSending()) {
                continue;
            }
            if (!next.hasChunk()) {
                starved.removeIf(transfer -> !transfer.isSending());
                starved.add(next);
                continue;
            }
            var full = next.fullGate();
            if (full != null) {
                full.await(next);
                continue;
            }
            sending = next;
            time.at(time.nanos() + (long) serviceNanos(next.nextBytes()), this);
        }
    }
}
