package dev.patchwave.simulator.network;

import java.time.Duration;

/** What the network does to messages besides delaying them, and whom it cuts off from whom. Asked once for each message. */
public interface Weather {
    /** Every message arrives once and in time. */
    Weather FAIR = new Weather() {
        @Override
        public Fate of(Node from, Node to) {
            return Fate.ARRIVES;
        }

        @Override
        public boolean isCut(Node from, Node to) {
            return false;
        }
    };

    /**
     * What becomes of a message.
     *
     * @param lost it never arrives, and its sender hears nothing
     * @param late beyond the usual delay, so that a later one may overtake it
     * @param twice a repeatable message arrives again, that much later still
     */
    record Fate(boolean lost, Duration late, boolean twice) {
        public static final Fate ARRIVES = new Fate(false, Duration.ZERO, false);
    }

    Fate of(Node from, Node to);

    /** Nothing gets from one to the other now. */
    boolean isCut(Node from, Node to);
}
