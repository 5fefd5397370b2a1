package dev.patchwave.transfer;

import java.time.Duration;

/**
 * How much dialling back may cost.
 *
 * @param maxDialling members that are dialled at a time; with a limit of 2 s on each at least half as many a second
 * @param maxNewProbesPerSecond that are taken on, however soon they are answered; one more is answered false at once, and not
 *     remembered
 * @param maxWaitingProbes that wait for their turn to be dialled; one more is answered in the same way
 * @param maxListenersPerProbe that one dialling answers; one more is answered false at once
 * @param maxRemembered members whose answer is kept; the one that was not asked for longest goes first
 * @param kept how long an answer holds; one who was reached then is dialled again while the old answer still counts
 * @param firstRetry when one who was not reached, or moves from address to address, is dialled again; twice as late each time
 *     that it is not, {@code kept} at most
 * @param doubtable how old an answer must be before a {@link Reachability#doubt} undoes it, so that accusers cannot make us dial
 *     without end
 */
public record ReachabilityLimits(
        int maxDialling,
        int maxNewProbesPerSecond,
        int maxWaitingProbes,
        int maxListenersPerProbe,
        int maxRemembered,
        Duration kept,
        Duration firstRetry,
        Duration doubtable) {
    public static final ReachabilityLimits DEFAULT = new ReachabilityLimits(
            256, 1_000, 4_096, 8, 200_000, Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofSeconds(30));

    public ReachabilityLimits {
        if (maxDialling < 1
                || maxNewProbesPerSecond < 1
                || maxWaitingProbes < 1
                || maxListenersPerProbe < 1
                || maxRemembered < 1) {
            throw new IllegalArgumentException("limits of " + maxDialling + " dialling, " + maxNewProbesPerSecond
                    + " a second, " + maxWaitingProbes + " waiting, " + maxListenersPerProbe + " listeners, "
                    + maxRemembered + " remembered: must be 1 or more");
        }
        if (!kept.isPositive() || !firstRetry.isPositive() || doubtable.isNegative()) {
            throw new IllegalArgumentException("answers kept for " + kept + ", dialled again after " + firstRetry
                    + ", doubtable after " + doubtable + ": must be above 0, and the last not below");
        }
    }

    /** When one who was not reached {@code failures} times in turn, 1 or more, is dialled again. */
    Duration retryAfter(int failures) {
        var after = firstRetry.multipliedBy(1L << Math.min(failures - 1, 20));
        return after.compareTo(kept) < 0 ? after : kept;
    }
}
