package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a member's segments under way is worth moving to another holder.
 *
 * <p>In the endgame the fastest uplinks idle while the last segments wait in the queues of the slowest. A member keeps the verified
 * chunks of what it moves, so a move costs a request and nothing twice; there are no duplicates to cancel. A segment that is far
 * overdue is moved at any time, when somebody else has room for it.
 */
final class Hastening {
    private static final Duration WORTH = Duration.ofMillis(250);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final int OVERDUE_TIMES = 3;

    private final Uploader origin;
    private final Workload workload;

    Hastening(Uploader origin, Workload workload) {
        this.origin = origin;
        this.workload = workload;
    }

    /** The segment that would come much sooner from the origin, whose uplink is idle. */
    Optional<Integer> toOrigin(TrackedMember member, Bitfield wholeAtOrigin, Instant now) {
        if (!origin.hasRoom(now) || origin.usual().isZero()) {
            return Optional.empty();
        }
        var fromOrigin = now.plus(origin.expected()).plus(WORTH);
        return member.grants.entrySet().stream()
                .filter(entry -> entry.getValue().from() != origin && wholeAtOrigin.contains(entry.getKey()))
                .filter(entry -> expectedEnd(entry.getValue(), now).isAfter(fromOrigin))
                .max(Comparator.comparing(
                        (Map.Entry<Integer, TrackedMember.Grant> entry) -> expectedEnd(entry.getValue(), now)))
                .map(Map.Entry::getKey);
    }

    /** The segment that should have been here long ago. */
    Optional<Integer> overdue(TrackedMember member, Instant now) {
        return member.grants.entrySet().stream()
                .filter(entry -> entry.getValue().isBegun()
                        && !entry.getValue().pushed()
                        && patienceEnds(entry.getValue()).isBefore(now))
                .min(Comparator.comparing((Map.Entry<Integer, TrackedMember.Grant> entry) ->
                        entry.getValue().since()))
                .map(Map.Entry::getKey);
    }

    private Instant patienceEnds(TrackedMember.Grant grant) {
        var ofHolder = grant.from().usual();
        var usual = workload.usual().compareTo(ofHolder) > 0 ? workload.usual() : ofHolder;
        return grant.since().plus(usual.multipliedBy(OVERDUE_TIMES)).plus(GRACE);
    }

    /** By what its holder usually takes; one that is late already still needs a while. */
    private Instant expectedEnd(TrackedMember.Grant grant, Instant now) {
        var usual =
                grant.from().usual().isZero() ? workload.usual() : grant.from().usual();
        var end = grant.since().plus(usual);
        var soonest = now.plus(usual.dividedBy(2));
        return end.isAfter(soonest) ? end : soonest;
    }
}
