package dev.patchwave.swarm;

import java.time.Duration;

/**
 * The limits of one {@link SwarmTracker}.
 *
 * @param maxMembers further ones are sent to the fallbacks, 1 or more
 * @param assignmentsPerMember that one member may have at a time, 1 to {@value SwarmPlan#MAX_ASSIGNMENTS}
 * @param leechSilence a member that lacks segments and was not heard for this long is dropped
 * @param seederSilence the same for one that owns everything
 * @param dryAfter when a member reports again that got nothing although it wants
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

    public TrackerLimits {
        if (maxMembers < 1 || assignmentsPerMember < 1 || reportsPerSecond < 1 || maxBans < 1) {
            throw new IllegalArgumentException("tracker limits must be positive");
        }
    }

    /** For a domain of up to 200 000 members. */
    public static TrackerLimits defaults() {
        return new TrackerLimits(
                200_000,
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMillis(200),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                5_000,
                10_000,
                2);
    }
}
