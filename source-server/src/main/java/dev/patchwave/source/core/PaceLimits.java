package dev.patchwave.source.core;

/**
 * How fast the network is told of a campaign (design: 10 million subscribers in an hour are 2 778 a second).
 *
 * @param signalsPerSecond the rate at full speed, 1 to 100 000
 * @param maxInFlight how many signals may wait for their answer, 1 to 1 000 000
 */
public record PaceLimits(int signalsPerSecond, int maxInFlight) {
    public PaceLimits {
        requireWithin("signals per second", signalsPerSecond, 100_000);
        requireWithin("signals in flight", maxInFlight, 1_000_000);
    }

    private static void requireWithin(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + " " + value + ": must be 1 to " + most);
        }
    }
}
