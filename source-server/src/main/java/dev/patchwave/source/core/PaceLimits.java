package dev.patchwave.source.core;

import java.time.Duration;

/**
 * How fast the network is told of a campaign (design: 10 million subscribers in an hour are 2 778 a second).
 *
 * @param signalsPerSecond the rate at full speed, 1 to 100 000
 * @param maxInFlight how many signals may wait for their answer, 1 to 1 000 000; those that wait longer than
 *     {@link #usualAnswerTime} count for {@link #maxOverdue} instead
 */
public record PaceLimits(int signalsPerSecond, int maxInFlight) {
    /** At full speed with a fifth of the subscribers dead: 2 800 x 0.2 x 32 s of Timer F, which is about nine times 2 000. */
    private static final int OVERDUE_FOR_EACH_IN_FLIGHT = 8;

    public PaceLimits {
        requireWithin("signals per second", signalsPerSecond, 100_000);
        requireWithin("signals in flight", maxInFlight, 1_000_000);
    }

    /** Whoever is alive has answered by then: T1 and one retransmission (RFC 3261 17.1.2.2) are over. */
    Duration usualAnswerTime() {
        return Duration.ofSeconds(1);
    }

    /** How many signals may wait longer than usual. */
    int maxOverdue() {
        return maxInFlight * OVERDUE_FOR_EACH_IN_FLIGHT;
    }

    private static void requireWithin(String what, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(what + " " + value + ": must be 1 to " + most);
        }
    }
}
