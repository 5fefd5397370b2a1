package dev.patchwave.http;

/**
 * How fast background transfers may go in one direction, so that the user's own traffic does not notice them: LEDBAT (RFC 6817) with
 * what its successors learnt, for a rate instead of one connection's window.
 *
 * <pre>
 * OPEN      at the cap, as nobody was seen to wait     -> HELD when the delay nears its target, or a packet is lost in a queue
 * HELD      by a window of bytes in flight             -> DRAINING now and then
 * DRAINING  at the floor for four round trips, so that the base delay shows -> HELD
 * </pre>
 *
 * <p>While held, the window grows by the same amount each round trip whatever its size, and gives back half of what it has in
 * the queue beyond the target: so two that share a bottleneck become equal. It is halved at once, once a round trip, for a
 * packet lost while others queue or a delay half as long again as the target. After it was pushed back it waits a second, returns quickly to where it
 * had been, and goes slowly beyond. The rate is the window over the round trip, which damps it as acknowledgements damp TCP.
 *
 * <p>Pure; not thread-safe. Time is an argument that never goes back. Without samples the rate stays as it is.
 */
final class YieldingRate {
    private enum State {
        OPEN,
        HELD,
        DRAINING
    }

    private static final double NEAR_TARGET = 0.75;
    private static final double QUEUE_OF_A_LOSS = 0.25;
    private static final int LOSSY_OF_A_FULL_QUEUE = 3;
    private static final double FAR_BEYOND_TARGET = 1.5;
    private static final double QUICK_GAIN = 0.5;
    private static final double SLOW_GAIN = 0.1;
    private static final double NEARLY_BACK = 0.9;
    private static final double FORGETTING = 0.7;
    private static final long HOLD_OFF_NANOS = 1_000_000_000L;
    private static final long FIRST_DRAIN_NANOS = 2_000_000_000L;
    private static final long DRAIN_EACH_NANOS = 15_000_000_000L;
    private static final long SHORTEST_DRAIN_NANOS = 400_000_000L;
    private static final long LONGEST_DRAIN_NANOS = 1_000_000_000L;

    private final YieldPolicy policy;
    private final long targetNanos;
    private State state = State.OPEN;
    private double windowBytes;
    private double reachedBitsPerSecond;
    private boolean grewSinceCut;
    private double roundTripNanos = 1;
    private long sampledNanos;
    private long cutNanos;
    private long drainNanos;
    private long queueNanos;
    private int lossyInTurn;

    YieldingRate(YieldPolicy policy, long nowNanos) {
        this.policy = policy;
        this.targetNanos = policy.targetDelay().toNanos();
        this.sampledNanos = nowNanos;
        this.cutNanos = nowNanos - LONGEST_DRAIN_NANOS;
    }

    /** The most that may be moved now; from the floor to the cap. */
    long bitsPerSecond() {
        return switch (state) {
            case OPEN -> policy.capBitsPerSecond();
            case HELD -> heldBitsPerSecond();
            case DRAINING -> policy.floorBitsPerSecond();
        };
    }

    /** True while the delay is what limits us: then samples should come each round trip, else each second will do. */
    boolean isHeld() {
        return state != State.OPEN;
    }

    /**
     * Learns from one sample.
     *
     * @param movedBitsPerSecond what was really moved of late; whoever does not use what it may gains nothing
     */
    void sampled(DelaySample sample, long movedBitsPerSecond, long nowNanos) {
        double roundTrips = Math.min(1, (nowNanos - sampledNanos) / (double) sample.roundTripNanos());
        sampledNanos = nowNanos;
        lossyInTurn = sample.lost() ? lossyInTurn + 1 : 0;
        roundTripNanos = sample.roundTripNanos();
        switch (state) {
            case OPEN -> watch(sample, movedBitsPerSecond, nowNanos);
            case HELD -> hold(sample, movedBitsPerSecond, roundTrips, nowNanos);
            case DRAINING -> drain(nowNanos);
        }
    }

    private void watch(DelaySample sample, long movedBitsPerSecond, long nowNanos) {
        if (isCongested(sample) || sample.queueingNanos() > NEAR_TARGET * targetNanos) {
            state = State.HELD;
            reachedBitsPerSecond = movedBitsPerSecond;
            // What fits without the queue that there is.
            windowBytes = movedBitsPerSecond / 8e9 * (sample.roundTripNanos() - sample.queueingNanos());
            drainNanos = nowNanos + FIRST_DRAIN_NANOS;
            keepInBounds();
        }
    }

    private void hold(DelaySample sample, long movedBitsPerSecond, double roundTrips, long nowNanos) {
        long queueing = sample.queueingNanos();
        if (queueing >= targetNanos / 2) {
            queueNanos = nowNanos;
        }
        if (isCongested(sample) || queueing > FAR_BEYOND_TARGET * targetNanos) {
            halve(movedBitsPerSecond, nowNanos);
        } else if (queueing >= targetNanos) {
            double excessBytes = windowBytes * (queueing - targetNanos) / roundTripNanos;
            windowBytes += (additiveGainBytes() - excessBytes / 2) * roundTrips;
        } else if (mayGrow(movedBitsPerSecond, nowNanos)) {
            boolean empty = nowNanos - queueNanos > drainLength(); // Else another of us may only be draining.
            windowBytes *= 1 + (empty ? quickness() * (1 - 2.0 * queueing / targetNanos) * roundTrips : 0);
            windowBytes += additiveGainBytes() * roundTrips;
            grewSinceCut = true;
        }
        keepInBounds();
        if (nowNanos - drainNanos >= 0 && heldBitsPerSecond() > policy.floorBitsPerSecond()) {
            state = State.DRAINING;
            drainNanos = nowNanos + drainLength();
        }
    }

    /**
     * A loss without a queue is the radio's or a distant router's, and TCP makes up for it by itself; one after the other are of a queue
     * that was full before we came, so that we do not see it.
     */
    private boolean isCongested(DelaySample sample) {
        return sample.lost()
                && (sample.queueingNanos() > QUEUE_OF_A_LOSS * targetNanos || lossyInTurn >= LOSSY_OF_A_FULL_QUEUE);
    }

    /** Not on what is not used, nor while whoever pushed us back may only be taking breath. */
    private boolean mayGrow(long movedBitsPerSecond, long nowNanos) {
        return movedBitsPerSecond > heldBitsPerSecond() / 2 && nowNanos - cutNanos > HOLD_OFF_NANOS;
    }

    private void drain(long nowNanos) {
        if (nowNanos - drainNanos >= 0) {
            state = State.HELD;
            drainNanos = nowNanos + DRAIN_EACH_NANOS;
        }
    }

    /** Once a round trip: what comes within one tells of the same queue. */
    private void halve(long movedBitsPerSecond, long nowNanos) {
        if (nowNanos - cutNanos < roundTripNanos) {
            return;
        }
        if (grewSinceCut) { // Where it could not return to is forgotten bit by bit: the bottleneck may be another one.
            reachedBitsPerSecond = Math.max(
                    FORGETTING * reachedBitsPerSecond, (double) Math.min(movedBitsPerSecond, heldBitsPerSecond()));
        }
        grewSinceCut = false;
        cutNanos = nowNanos;
        windowBytes /= 2;
    }

    private double quickness() {
        return heldBitsPerSecond() < NEARLY_BACK * reachedBitsPerSecond ? QUICK_GAIN : SLOW_GAIN;
    }

    /** What half the floor moves in a round trip. */
    private double additiveGainBytes() {
        return policy.floorBitsPerSecond() / 2.0 / 8e9 * roundTripNanos;
    }

    private long drainLength() {
        return Math.clamp(Math.round(4 * roundTripNanos), SHORTEST_DRAIN_NANOS, LONGEST_DRAIN_NANOS);
    }

    private long heldBitsPerSecond() {
        double rate = windowBytes * 8e9 / roundTripNanos;
        return Math.round(Math.clamp(rate, (double) policy.floorBitsPerSecond(), (double) policy.capBitsPerSecond()));
    }

    private void keepInBounds() {
        double least = policy.floorBitsPerSecond() / 8e9 * roundTripNanos;
        double most = policy.capBitsPerSecond() / 8e9 * roundTripNanos;
        windowBytes = Math.clamp(windowBytes, least, most);
    }
}
