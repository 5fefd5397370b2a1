package dev.patchwave.transfer;

import java.time.Duration;

/**
 * How much dialling back may cost.
 *
 * @param maxDialling members that are dialled at a time; with a limit of 2 s on each at least half as many a second
 * @param maxWaitingProbes that wait for that; one more is answered false at once, and not remembered
 * @param maxListenersPerProbe that one dialling answers; one more is answered false at once
 * @param maxRemembered members whose answer is kept; the one that was not asked for longest goes first
 * @param kept how long an answer holds
 * @param doubtable how old an answer must be before a {@link Reachability#doubt} undoes it, so that accusers cannot make us dial
 *     without end
 */
public record ReachabilityLimits(
        int maxDialling,
        int maxWaitingProbes,
        int maxListenersPerProbe,
        int maxRemembered,
        Duration kept,
        Duration doubtable) {
    public static final ReachabilityLimits DEFAULT =
            new ReachabilityLimits(64, 4_096, 8, 100_000, Duration.ofMinutes(10), Duration.ofSeconds(30));

    public ReachabilityLimits {
        if (maxDialling < 1 || maxWaitingProbes < 1 || maxListenersPerProbe < 1 || maxRemembered < 1) {
            throw new IllegalArgumentException(
                    "limits of " + maxDialling + " dialling, " + maxWaitingProbes + " waiting, " + maxListenersPerProbe
                            + " listeners, " + maxRemembered + " remembered: must be 1 or more");
        }
        if (!kept.isPositive() || doubtable.isNegative()) {
            throw new IllegalArgumentException(
                    "answers kept for " + kept + ", doubtable after " + doubtable + ": must be above 0, and not below");
        }
    }
}
