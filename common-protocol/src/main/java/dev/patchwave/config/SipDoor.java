package dev.patchwave.config;

/**
 * How much one address, or one /64 of IPv6, may ask of a SIP service. Those behind one address translator are one address, and so are those
 * behind one proxy, unless it is trusted.
 *
 * @param connectionsPerAddress open at a time; one more is closed
 * @param messagesPerSecondPerAddress for long; twice as many at once after a rest. Of datagrams what is more is dropped, connections are
 *     read no faster
 */
public record SipDoor(Integer connectionsPerAddress, Integer messagesPerSecondPerAddress) {
    /** What a service has that is told nothing. */
    public static final SipDoor DEFAULT = new SipDoor(null, null);
    /** As good as none, for those who have one neighbour, or measure. */
    public static final SipDoor OPEN = new SipDoor(100_000, 1_000_000);

    public SipDoor {
        connectionsPerAddress = BadValue.inRange("connectionsPerAddress", connectionsPerAddress, 1_000, 1, 100_000);
        messagesPerSecondPerAddress =
                BadValue.inRange("messagesPerSecondPerAddress", messagesPerSecondPerAddress, 500, 1, 1_000_000);
    }
}
