package dev.patchwave.swarm;

import java.time.Duration;

/**
 * The limits of one {@link SwarmTracker}.
 *
 * @param maxMembers further ones are sent to the fallbacks, 1 or more
 * @param assignmentsPerMember that one member may have at a time, 1 to {@value SwarmPlan#MAX_ASSIGNMENTS}
 * @param leechSilence a member that lacks segments and was not heard for this long is dropped
 * @param seederSilence the same for one that owns everything
 * @param dryAfter how long the answer to a member that has nothing to do is held back, waiting for a free slot
 * @param reportAfter when a member reports again that has work
 * @param seederReportAfter when a member reports again that owns everything
 * @param reportsPerSecond that members may cause by waiting; with more members the times above stretch, 1 or more
 * @param maxBans remembered; the oldest is forgotten first
 * @param accusationsPerMember how many holders one member can have banned, lest a liar bans all
 */
public record TrackerLimits(
        int maxMembers,
        int assignmentsPerMember,
        Duration leechSilence,
        Duration seederSilence,
        Duration dryAfter,
        Duration reportAfter,
        Duration seederReportAfter,
        int reportsPerSecond,
        int maxBans,
        int accusationsPerMember) {

    /** However many members there are, nobody is told to wait longer. */
    static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

    public TrackerLimits {
        if (maxMembers < 1 || assignmentsPerMember < 1 || reportsPerSecond < 1 || maxBans < 1) {
            throw new IllegalArgumentException("tracker limits must be positive");
        }
    }

    /** {@code usual}, or longer when so many members that often would exceed the budget of reports. */
    Duration stretched(Duration usual, int members) {
        var budgeted = Duration.ofMillis(1_000L * members / reportsPerSecond);
        var stretched = budgeted.compareTo(usual) > 0 ? budgeted : usual;
        return stretched.compareTo(LONGEST_WAIT) < 0 ? stretched : LONGEST_WAIT;
    }

    /** For a domain of up to 200 000 members. */
    public static TrackerLimits defaults() {
        return new TrackerLimits(
                200_000,
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                5_000,
                10_000,
                2);
    }
}
