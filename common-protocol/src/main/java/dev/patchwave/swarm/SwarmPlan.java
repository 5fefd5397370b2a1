package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an origin answers a member: which segments to obtain next, from whom, and when to report at the latest.
 *
 * <p>A plan adds to what is in flight; it takes nothing back.
 *
 * @param assignments in the order to begin them, at most {@value #MAX_ASSIGNMENTS}
 * @param fallbacks whom to ask when an assignment's own holders fail, best first, at most {@value #MAX_FALLBACKS}
 * @param reportAfter when the member reports again although nothing happened
 * @param stops signed orders about this release that the member may not know yet, not verified, at most {@value #MAX_STOPS}
 * @param pinned the release is wanted at the member, by an open campaign say: it keeps it whatever else it lets go
 */
public record SwarmPlan(
        ReleaseId release,
        List<Assignment> assignments,
        List<Holder> fallbacks,
        Duration reportAfter,
        List<String> stops,
        boolean pinned) {
    public static final int MAX_STOPS = 2;
    private static final Duration WHILE_STOPPED = Duration.ofSeconds(2);

    public static final int MAX_ASSIGNMENTS = 256;
    public static final int MAX_FALLBACKS = 32;

    /**
     * One segment to obtain.
     *
     * @param pushed true when the origin sends it by itself: wait for it, and ask the holders only when it stays away
     * @param holders best first, at most {@value #MAX_HOLDERS}; may be empty when pushed
     */
    public record Assignment(int segment, boolean pushed, List<Holder> holders) {
        public static final int MAX_HOLDERS = 8;

        public Assignment {
            holders = List.copyOf(holders);
            Requirement.that(segment >= 0, () -> "segment " + segment + ": must be 0 or more");
            Requirement.atMost(MAX_HOLDERS, holders.size(), "holders");
        }
    }

    public SwarmPlan {
        assignments = List.copyOf(assignments);
        fallbacks = List.copyOf(fallbacks);
        stops = List.copyOf(stops);
        Requirement.atMost(MAX_STOPS, stops.size(), "stops");
        Requirement.atMost(MAX_ASSIGNMENTS, assignments.size(), "in plan");
        Requirement.atMost(MAX_FALLBACKS, fallbacks.size(), "fallbacks");
        Requirement.that(
                !reportAfter.isNegative() && reportAfter.compareTo(Duration.ofDays(1)) <= 0,
                () -> "report_after_millis " + reportAfter.toMillis() + ": must be 0 to 86400000");
    }

    /** One with nothing to stop for. */
    public SwarmPlan(ReleaseId release, List<Assignment> assignments, List<Holder> fallbacks, Duration reportAfter) {
        this(release, assignments, fallbacks, reportAfter, List.of(), false);
    }

    /** Nothing to do, because of these orders. */
    public static SwarmPlan stopped(ReleaseId release, List<String> stops) {
        return new SwarmPlan(release, List.of(), List.of(), WHILE_STOPPED, stops, false);
    }

    /** The same, of a release that is wanted at the member, or not. */
    public SwarmPlan pinned(boolean wanted) {
        return new SwarmPlan(release, assignments, fallbacks, reportAfter, stops, wanted);
    }

    /** The origin and those beyond it in the order of the ladder. */
    static List<Holder> fallbacks(Holder origin, List<Holder> beyond) {
        var others = beyond.stream().filter(holder -> !holder.id().equals(origin.id()));
        return Stream.concat(Stream.of(origin), others)
                .sorted(Comparator.comparing(Holder::kind))
                .limit(MAX_FALLBACKS)
                .toList();
    }

    /** The segments of the assignments, of {@code segmentCount} in all. */
    public Bitfield assigned(int segmentCount) {
        var segments = assignments.stream().mapToInt(Assignment::segment).filter(segment -> segment < segmentCount);
        return Bitfield.of(segmentCount, segments.toArray());
    }
}
