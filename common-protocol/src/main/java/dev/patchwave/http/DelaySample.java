package dev.patchwave.http;

/**
 * How the way to others stood at one moment.
 *
 * @param roundTripNanos above 0, queues included
 * @param queueingNanos the part of it that was spent in queues, 0 up to {@code roundTripNanos}
 * @param lost a packet was lost since the last sample
 */
record DelaySample(long roundTripNanos, long queueingNanos, boolean lost) {
    DelaySample {
        if (roundTripNanos < 1 || queueingNanos < 0 || queueingNanos > roundTripNanos) {
            throw new IllegalArgumentException(
                    "queueing of " + queueingNanos + " ns in a round trip of " + roundTripNanos + " ns");
        }
    }
}
