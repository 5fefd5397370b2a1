package dev.patchwave.signal.aka;

/** What a card makes of a challenge (TS 33.102 6.3.3). */
public sealed interface AkaOutcome {
    /** The network is authentic and the challenge is fresh. */
    final class Authentic implements AkaOutcome {
        private final byte[] res;

        /** With what proves the subscriber, a one-time password of 4 to 16 bytes. */
        public Authentic(byte[] res) {
            this.res = res.clone();
        }

        public byte[] res() {
            return res.clone();
        }
    }

    /**
     * The challenge is authentic, but its sequence number was used before or is too far ahead: a replay, or the network has lost count.
     */
    final class OutOfStep implements AkaOutcome {
        private final byte[] auts;

        /** With the 14 bytes that tell the network our count: SQN xor AK*, MAC-S (TS 33.102 6.3.3). */
        public OutOfStep(byte[] auts) {
            this.auts = auts.clone();
        }

        public byte[] auts() {
            return auts.clone();
        }
    }

    /** The challenge was not made by who knows our key: it is not our network, or one of the keys is wrong. */
    record NotAuthentic() implements AkaOutcome {}
}
