package dev.patchwave.config;

/**
 * How much one address, or one /64 of IPv6, may ask of a server. Many subscribers behind one address translator are one address.
 *
 * @param connectionsPerAddress open at a time; one more is answered 503 and closed
 * @param requestsPerSecondPerAddress for long; twice as many at once after a rest. One more, or a connection more, is answered 429 and closed
 */
public record HttpDoor(Integer connectionsPerAddress, Integer requestsPerSecondPerAddress) {
    /** What a program has that is told nothing. */
    public static final HttpDoor DEFAULT = new HttpDoor(null, null);
    /** As good as none, for those who measure, or who ask from one address for many. */
    public static final HttpDoor OPEN = new HttpDoor(100_000, 1_000_000);

    public HttpDoor {
        connectionsPerAddress = BadValue.inRange("connectionsPerAddress", connectionsPerAddress, 1_024, 1, 100_000);
        requestsPerSecondPerAddress =
                BadValue.inRange("requestsPerSecondPerAddress", requestsPerSecondPerAddress, 2_000, 1, 1_000_000);
    }
}
