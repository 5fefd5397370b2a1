package dev.patchwave.chaos;

/** One thing that no kill may bring about, and how it was seen. */
record Finding(Kind kind, String seen) {
    enum Kind {
        /** A client installed something else than what was published. */
        WRONG_BYTES("clients with wrong bytes"),
        /** Verified bytes were forgotten, so that they have to be fetched again, or were fetched again. */
        FETCHED_TWICE("verified bytes fetched twice"),
        /** The source forgot what it had acknowledged. */
        STEP_LOST("campaign steps lost");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
