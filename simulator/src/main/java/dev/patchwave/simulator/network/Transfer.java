package dev.patchwave.simulator.network;

/** Chunks on their way from one node to another: over the sender's uplink, its site's way out, a delay, the receiver's downlink. */
public final class Transfer {
    private final Network network;
    private final Node from;
    private final Node to;
    private final Payload payload;
    private final Gate wayOut;
    private final long delayNanos;
    private final Runnable arrive = this::arrive;
    private final Runnable deliver = this::deliver;
    private int next;
    private int arriving;
    private int delivering;
    private boolean sending = true;
    private boolean receiving = true;

    Transfer(Network network, Node from, Node to, Payload payload) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.payload = payload;
        this.wayOut = network.wayOut(from, to);
        this.delayNanos = network.delayNanos(from, to);
        this.next = payload.firstChunk();
        this.arriving = next;
        this.delivering = next;
        from.sending.add(this);
        to.receiving.add(this);
        from.uplink.offer(this);
    }

    /** The receiver wants no more; the sender learns it a delay later, what is on its way comes in vain. */
    public void abandon() {
        if (receiving) {
            receiving = false;
            to.receiving.remove(this);
            network.time().at(network.time().nanos() + delayNanos, () -> stop(false));
        }
    }

    /** The sender dies or will not go on; the receiver learns it a delay later, unless the sender died silently. */
    void breakOff(boolean silently) {
        stop(false);
        if (!silently) {
            network.time().at(network.time().nanos() + delayNanos, this::tellBroken);
        }
    }

    /** The receiver died; the sender learns it a delay later, or by silence. */
    void receiverDied(boolean silently) {
        receiving = false;
        to.receiving.remove(this);
        long learns = silently ? network.model().silence().toNanos() : delayNanos;
        network.time().at(network.time().nanos() + learns, () -> stop(false));
    }

    Node receiver() {
        return to;
    }

    int segment() {
        return payload.segment();
    }

    boolean isSending() {
        return sending;
    }

    boolean hasChunk() {
        return next < payload.chunksAtSender();
    }

    int nextBytes() {
        return payload.chunkBytes(next);
    }

    /** What keeps the next chunk from being sent, or null. */
    Gate fullGate() {
        if (to.silent) {
            return to.downlink; // Nothing is acknowledged any more.
        }
        if (wayOut != null && wayOut.isFullFor(nextBytes())) {
            return wayOut;
        }
        return to.downlink.isFullFor(nextBytes()) ? to.downlink : null;
    }

    void resume() {
        if (sending) {
            from.uplink.offer(this);
        }
    }

    void chunkLeft() {
        if (!sending) {
            return; // Cut off while it was being sent.
        }
        int bytes = payload.chunkBytes(next);
        payload.leaves(next);
        next++;
        network.sent(from, to, bytes);
        to.downlink.hold(bytes);
        long nowNanos = network.time().nanos();
        if (wayOut == null) {
            network.time().at(nowNanos + delayNanos, arrive);
        } else {
            wayOut.hold(bytes);
            long through = wayOut.pass(bytes, from.uplink.serviceNanos(bytes), nowNanos);
            network.time().at(through, () -> {
                wayOut.release(bytes);
                network.time().at(through + delayNanos, arrive);
            });
        }
        if (next == payload.chunks()) {
            stop(true);
        }
    }

    private void arrive() {
        int bytes = payload.chunkBytes(arriving++);
        long nowNanos = network.time().nanos();
        long through = to.downlink.pass(bytes, from.uplink.serviceNanos(bytes), nowNanos);
        if (through <= nowNanos) {
            deliver();
        } else {
            network.time().at(through, deliver);
        }
    }

    private void deliver() {
        int chunk = delivering++;
        int bytes = payload.chunkBytes(chunk);
        to.downlink.release(bytes);
        if (!receiving) {
            network.cameInVain(bytes);
            return;
        }
        if (delivering == payload.chunks()) {
            receiving = false;
            to.receiving.remove(this);
        }
        payload.arrived(chunk);
    }

    private void stop(boolean whole) {
        if (sending) {
            sending = false;
            from.sending.remove(this);
            payload.left(whole);
        }
    }

    private void tellBroken() {
        if (receiving) {
            receiving = false;
            to.receiving.remove(this);
            payload.broke();
        }
    }
}
