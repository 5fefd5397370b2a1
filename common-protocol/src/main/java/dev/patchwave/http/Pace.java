package dev.patchwave.http;

/**
 * How fast the answers on one connection come, and whether it is time to ask for the next: one round trip before the last byte of an
 * answer leaves the other side, and somewhat more. On the connection's event loop.
 */
final class Pace {
    /** Whatever the rate: what comes is seen in pieces, and one piece later would be too late. */
    private static final int LEAST_BYTES = 64 << 10;
    /** The answer may come faster from now on. */
    private static final int MARGIN = 2;

    private static final long UNKNOWN = Long.MAX_VALUE;
    /** No path takes longer, and the other side's thinking is in what was measured. */
    private static final long LONGEST_ROUND_TRIP_NANOS = 500_000_000;

    private long roundTripNanos = LONGEST_ROUND_TRIP_NANOS;

    private long askedNanos = UNKNOWN;
    private long headNanos;
    private long lengthBytes;
    private long bodyBytes;

    /** A request leaves, and no answer is under way. */
    void asked(long now) {
        askedNanos = now;
    }

    /** @param length of the body in bytes; negative: the other side does not say */
    void answered(long now, long length) {
        if (askedNanos != UNKNOWN) { // Else it was asked ahead, and tells nothing.
            roundTripNanos = Math.min(roundTripNanos, now - askedNanos);
        }
        askedNanos = UNKNOWN;
        headNanos = now;
        lengthBytes = length;
        bodyBytes = 0;
    }

    void came(int bytes) {
        bodyBytes += bytes;
    }

    /** Whether no more is left to come of a body than comes in two round trips at its rate, or {@value #LEAST_BYTES} bytes. */
    boolean isNearItsEnd(long now) {
        long leftBytes = lengthBytes - bodyBytes;
        return lengthBytes >= 0 && leftBytes > 0 && leftBytes <= Math.max(LEAST_BYTES, MARGIN * bytesInRoundTrip(now));
    }

    /** 0 before a round trip of the answer has passed: its first bytes come together, and tell no rate. */
    private double bytesInRoundTrip(long now) {
        long streamNanos = now - headNanos;
        return streamNanos < roundTripNanos ? 0 : (double) bodyBytes * roundTripNanos / Math.max(1, streamNanos);
    }
}
