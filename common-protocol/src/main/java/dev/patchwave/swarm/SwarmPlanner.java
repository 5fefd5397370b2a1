package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Which segments a member obtains next, and of whom: the policy of a {@link SwarmTracker}, which owns the members.
 *
 * <p>Rarest first, where a copy that is on its way counts: so the first copies that leave the origin are different ones, to
 * different members, and the members have something to give each other at once. Ties are broken by the seeded random
 * generator. The origin serves while it has free slots (its uplink is the best there is), never more than a fair share of them
 * to one member; beyond that the least loaded holder with room does; where nobody has room nothing is planned, so nothing queues. An
 * origin that spares itself serves what no member holds yet; for the rest a member waits for others' slots, but not for long.
 */
final class SwarmPlanner {
    private static final int MOST_CANDIDATES = 2048;
    private static final int OTHERS_NAMED = 2;
    private static final Duration WORTH_A_CROSSING = Duration.ofSeconds(8);
    private static final Duration LEFT_TO_OTHERS = Duration.ofSeconds(2);
    private static final int SEGMENT_BITS = 20;
    private static final int TIE_BITS = 20;

    private final SegmentHolders[] segments;
    private final Uploader origin;
    private final OriginStore store;
    private final OriginPolicy policy;
    private final Beyond beyond;
    private final Workload workload;
    private final FreeUplinks uplinks;
    private final Hastening hastening;
    private final RandomGenerator random;
    private long relays;
    private long grants;
    private long crossings;

    SwarmPlanner(
            Uploader origin,
            OriginStore store,
            int segmentCount,
            OriginPolicy policy,
            Beyond beyond,
            Workload workload,
            RandomGenerator random) {
        this.segments = new SegmentHolders[segmentCount];
        Arrays.setAll(segments, SegmentHolders::new);
        this.uplinks = new FreeUplinks(segments);
        this.origin = origin;
        this.store = store;
        this.policy = policy;
        this.beyond = beyond;
        this.workload = workload;
        this.hastening = new Hastening(origin, workload);
        this.random = random;
    }

    SegmentHolders holders(int segment) {
        return segments[segment];
    }

    FreeUplinks uplinks() {
        return uplinks;
    }

    /** So many more members than before pass the segment on as it comes. */
    void relays(int segment, int more) {
        relays += more;
        segments[segment].relays(more);
    }

    /** Grants up to {@code count} segments. {@code leeches} share the origin's slots. */
    List<Assignment> assign(TrackedMember member, int count, int leeches, Instant now) {
        int fairShare = fairShare(member, leeches);
        int ofOrigin = grantsOfOrigin(member);
        var assignments = new ArrayList<Assignment>();
        member.asks(now);
        boolean inVain = member.asksInVain(LEFT_TO_OTHERS, now);
        if (!anybodyHasRoom(ofOrigin < fairShare, now)) {
            return assignments;
        }
        for (long key : candidates(member)) {
            if (assignments.size() >= count) {
                break;
            }
            int segment = (int) (key & ((1 << SEGMENT_BITS) - 1));
            var from = supplier(member, segment, ofOrigin < fairShare, inVain, now);
            if (from.isPresent()) {
                ofOrigin += from.get() == origin ? 1 : 0;
                assignments.add(grant(member, segment, from.get(), now));
                if (from.get() != origin || !inVain) {
                    member.isMet();
                }
            }
        }
        return assignments;
    }

    /** What is left when all have as many goes to who is behind: who is served fast asks often, and would take it from the slow ones. */
    private int fairShare(TrackedMember member, int leeches) {
        int sharers = Math.max(2, leeches);
        boolean behind = workload.isBehind(member.lacking(), leeches);
        int even = origin.slots() / sharers;
        if (behind) {
            return Math.max(1, Math.ceilDiv(origin.slots(), sharers));
        }
        return even == 0 && !workload.isAhead(member.lacking(), leeches) ? 1 : even;
    }

    private int grantsOfOrigin(TrackedMember member) {
        int count = 0;
        for (var grant : member.grants.values()) {
            count += grant.from() == origin ? 1 : 0;
        }
        return count;
    }

    /** False when no segment has a supplier, whichever it is. */
    private boolean anybodyHasRoom(boolean originToo, Instant now) {
        return uplinks.areAny() || (originToo && origin.hasRoom(now)) || relays > 0 || helpIsWorthIt();
    }

    /** The segments it lacks and was not told to obtain, rarest first, as numbers that end in the segment. */
    private long[] candidates(TrackedMember member) {
        int first = segments.length <= MOST_CANDIDATES ? 0 : random.nextInt(segments.length);
        var keys = new long[Math.min(member.lacking(), MOST_CANDIDATES)];
        int found = 0;
        for (int step = 0; step < segments.length && found < keys.length; step++) {
            int segment = (first + step) % segments.length;
            if (!member.owned.contains(segment) && !member.grants.containsKey(segment)) {
                long tie = random.nextInt(1 << TIE_BITS);
                long abundance = segments[segment].abundance();
                keys[found++] = abundance << (SEGMENT_BITS + TIE_BITS) | tie << SEGMENT_BITS | segment;
            }
        }
        var sorted = Arrays.copyOf(keys, found);
        Arrays.sort(sorted);
        return sorted;
    }

    /** @param inVain the member has asked for long, and nobody else had anything for it */
    private Optional<Uploader> supplier(
            TrackedMember member, int segment, boolean originToo, boolean inVain, Instant now) {
        boolean atHome = store.serves(segment);
        boolean originServes = originToo && atHome && origin.hasRoom(now) && mayLeave(segment);
        if (originServes && !(policy.sparesItself() && segments[segment].abundance() > 0)) {
            return Optional.of(origin);
        }
        var roomiest =
                segments[segment].roomiest(segment, member, other -> mayFeed(other, member, atHome), now, random);
        if (roomiest.isPresent()) {
            return roomiest;
        }
        if (originServes && (inVain || !leavesToOthers(member, segment, now))) {
            return Optional.of(origin);
        }
        return helpIsWorthIt() ? beyond.roomiest(member, policy.sparesSource(), now) : Optional.empty();
    }

    /** Who holds it has no slot free, but soon will: not for one whose clients lack content. */
    private boolean leavesToOthers(TrackedMember member, int segment, Instant now) {
        return policy.sparesItself()
                && member.strain != Strain.STARVING
                && segments[segment].hasOthers(member, now, random);
    }

    private boolean mayLeave(int segment) {
        return policy.pushes() || segments[segment].ofOrigin() < store.copiesAtOnce(segment, origin.slots());
    }

    /** A cache with clients to serve feeds another domain only when that one's clients have been waiting for content. */
    private boolean mayFeed(TrackedMember holder, TrackedMember asker, boolean atHome) {
        return !policy.pushes()
                || policy.sparesItself()
                || !atHome
                || asker.strain == Strain.STARVING
                || (asker.strain == Strain.IDLE && holder.strain == Strain.IDLE);
    }

    /**
     * Our own uplinks are taken: a measured share of the copies may come from beyond the swarm. Not while the origin itself is being filled, for
     * which it needs them first, nor for the last seconds, where each copy that crosses buys next to nothing.
     */
    private boolean helpIsWorthIt() {
        return crossings * 100 < (long) policy.crossingPercent() * grants
                && store.whole().isFull()
                && workload.remaining(origin.slots()).compareTo(WORTH_A_CROSSING) > 0;
    }

    /** Moves one segment that is under way to a holder that brings it much sooner, when there is one. */
    Optional<Assignment> hasten(TrackedMember member, boolean nobodyWaits, Instant now) {
        if (policy.pushes() || member.grants.isEmpty()) {
            return Optional.empty();
        }
        var idle = nobodyWaits ? hastening.toOrigin(member, store.whole(), now) : Optional.<Integer>empty();
        return idle.map(segment -> move(member, segment, origin, now))
                .or(() -> hastening.overdue(member, now).flatMap(segment -> moveOverdue(member, segment, now)));
    }

    private Optional<Assignment> moveOverdue(TrackedMember member, int segment, Instant now) {
        var late = member.grants.get(segment).from();
        return supplier(member, segment, true, true, now)
                .filter(up -> up != late)
                .map(up -> move(member, segment, up, now));
    }

    private Assignment move(TrackedMember member, int segment, Uploader to, Instant now) {
        var old = member.grants.remove(segment);
        segments[segment].moved(old.from() == origin, to == origin);
        member.moved.add(old); // Its holder goes on sending until the member has heard of the move.
        var grant = new TrackedMember.Grant(to, false, old.expectedCopyCame(), now);
        if (old.isBegun()) {
            grant.begin();
        }
        member.grants.put(segment, grant);
        return new Assignment(segment, false, ranking(member, segment, to, now));
    }

    private Assignment grant(TrackedMember member, int segment, Uploader from, Instant now) {
        boolean pushed = policy.pushes() && from == origin && member.uploader.isPresent();
        member.grants.put(segment, new TrackedMember.Grant(from, pushed, member.serves(), now));
        if (member.serves()) {
            segments[segment].expectCopy();
        }
        segments[segment].granted(from == origin);
        grants++;
        crossings += beyond.contains(from) ? 1 : 0;
        return new Assignment(segment, pushed, ranking(member, segment, from, now));
    }

    /** A copy that was expected is there, in part. */
    void begins(TrackedMember member, Bitfield begun) {
        for (int segment = begun.next(0); segment >= 0; segment = begun.next(segment + 1)) {
            var grant = member.grants.get(segment);
            if (grant != null) {
                grant.begin();
                if (grant.expectedCopyCame()) {
                    segments[segment].expectNoCopy();
                }
            }
        }
    }

    /** Whether anybody holds a segment that the member lacks and was not told to obtain. */
    boolean hasContentFor(TrackedMember member) {
        for (int segment = member.owned.nextMissing(0); segment >= 0; segment = member.owned.nextMissing(segment + 1)) {
            boolean held = store.serves(segment) || segments[segment].copies() > 0;
            if (held && !member.grants.containsKey(segment)) {
                return true;
            }
        }
        return false;
    }

    private List<Holder> ranking(TrackedMember member, int segment, Uploader first, Instant now) {
        var ranking = new ArrayList<Holder>();
        ranking.add(first.holder());
        for (Uploader other : segments[segment].sample(member, now, random)) {
            if (other != first && ranking.size() <= OTHERS_NAMED) {
                ranking.add(other.holder());
            }
        }
        if (first != origin && store.serves(segment)) {
            ranking.add(origin.holder());
        }
        return ranking;
    }
}
