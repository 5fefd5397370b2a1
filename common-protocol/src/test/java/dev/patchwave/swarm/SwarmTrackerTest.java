package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import dev.patchwave.swarm.SwarmTracker.Effect;
import dev.patchwave.swarm.SwarmTracker.Event;
import dev.patchwave.swarm.SwarmTracker.PushOutcome;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SwarmTrackerTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    private static final Instant T0 = Instant.EPOCH;
    private static final int SEGMENTS = 8;
    private static final ServingAddress ADDRESS = new ServingAddress("10.0.0.9", 80);
    private static final Holder CACHE =
            new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://10.0.0.1:80"));
    private static final Holder SOURCE =
            new Holder(new HolderId("source"), HolderKind.SOURCE, URI.create("http://10.0.0.2:80"));

    private Instant now = T0;
    private long ticket;

    @Test
    void theFirstCopiesThatLeaveTheOriginAreDifferentOnes() {
        var tracker = cache(8);

        var alice = plan(tracker, report("alice").wanting(4, none()));
        var bob = plan(tracker, report("bob").wanting(4, none()));

        assertEquals(8, alice.stream().map(Assignment::segment).distinct().count() + bob.size());
        assertTrue(bob.stream().map(Assignment::segment).noneMatch(segments(alice)::contains));
    }

    @Test
    void aReportIsAnsweredOnce() {
        var tracker = cache(8);

        var effects = on(tracker, reported(report("alice").wanting(2, none())));

        assertEquals(1, effects.stream().filter(Effect.Answer.class::isInstance).count(), effects::toString);
    }

    @Test
    void withoutAFreeSlotOfTheCacheAPeerIsPlannedAndTheCacheNamedLast() {
        var tracker = cache(0);
        plan(tracker, report("alice", 3));

        var bob = plan(tracker, report("bob").wanting(4, none()));

        assertEquals(List.of(3), segments(bob));
        assertEquals(List.of("alice", "cache-1"), names(bob.getFirst()));
        assertEquals(HolderKind.PEER, bob.getFirst().holders().getFirst().kind());
    }

    @Test
    void aMemberThatDoesNotServeIsNeverAHolder() {
        var tracker = cache(0);
        tracker.on(new Event.MemberReported(ticket++, report("alice", 3), Optional.empty()), now);

        assertTrue(held(tracker, report("bob").wanting(4, none())));
    }

    @Test
    void whoIsReachedAfterItsReportIsAHolderFromThenOn() {
        var tracker = cache(0);
        on(tracker, new Event.MemberReported(ticket++, report("alice", 3), Optional.empty()));
        assertTrue(held(tracker, report("bob").wanting(4, none())));

        var effects = on(tracker, reached("alice"));

        var answer = assertInstanceOf(Effect.Answer.class, effects.getFirst());
        assertEquals(List.of(3), segments(answer.plan().assignments()));
    }

    @Test
    void whatOneIsToldToObtainBeforeItIsReachedIsACopyToCome() {
        var tracker = cache(1);
        var report = report("alice").wanting(1, none());
        var answer = (Effect.Answer) on(tracker, new Event.MemberReported(ticket++, report, Optional.empty()))
                .getFirst();
        int first = answer.plan().assignments().getFirst().segment();
        on(tracker, reached("alice"));
        on(tracker, new Event.OriginSlots(8));

        var bob = plan(tracker, report("bob").wanting(SEGMENTS - 1, none()));

        assertFalse(segments(bob).contains(first), "the one that is on its way comes last");
    }

    @Test
    void aStrangerThatIsReachedIsNoMember() {
        var tracker = cache(1);

        on(tracker, reached("mallory"));

        assertEquals(List.of(), status(tracker).members());
        assertEquals(List.of(), tracker.membersOwning(0));
    }

    @Test
    void whoIsBannedIsNoHolderWhereverItIsReached() {
        var tracker = cache(0);
        plan(tracker, report("alice", 3));
        on(tracker, reported(report("bob").withFaults(List.of(fault("alice", Fault.Reason.CORRUPT)))));

        on(tracker, reached("alice"));

        assertEquals(List.of(), tracker.membersOwning(3));
    }

    @Test
    void aHolderOfKnownUplinkIsNeverPlannedForMoreThanItsSlots() {
        var tracker = cache(0);
        plan(tracker, report("alice", 0, 1, 2, 3, 4, 5, 6, 7));
        var first = plan(tracker, report("bob").wanting(8, none()));
        int came = first.getFirst().segment();

        var inFlight = only(first.getLast().segment());
        plan(tracker, report("bob", came).wanting(0, inFlight));
        var more = plan(tracker, report("carol").wanting(8, none()));

        assertEquals(2, first.size());
        assertEquals(
                1,
                more.stream()
                        .filter(assignment -> names(assignment).getFirst().equals("alice"))
                        .count());
    }

    @Test
    void whoHasBegunASegmentIsAHolderOfIt() {
        var tracker = cache(1);
        int first = plan(tracker, report("alice").wanting(1, none())).getFirst().segment();

        plan(tracker, report("alice").wanting(0, only(first)).having(only(first)));
        var bob = plan(tracker, report("bob").wanting(1, none()));

        assertEquals(List.of(new HolderId("alice")), tracker.membersOwning(first));
        assertEquals(first, bob.getFirst().segment());
        assertEquals(new HolderId("alice"), bob.getFirst().holders().getFirst().id());
    }

    @Test
    void aBegunSegmentThatIsGivenUpIsNoLongerHeld() {
        var tracker = cache(1);
        int first = plan(tracker, report("alice").wanting(1, none())).getFirst().segment();
        plan(tracker, report("alice").wanting(0, only(first)).having(only(first)));

        plan(tracker, report("alice").wanting(0, none()));

        assertEquals(List.of(), tracker.membersOwning(first));
    }

    @Test
    void anOriginServesWhatItHasBegun() {
        var tracker = tracker(CACHE, none(), new OriginPolicy(4, false, false));
        assertTrue(held(tracker, report("alice").wanting(1, none())));

        var effects = on(tracker, new Event.OriginBegan(3));

        assertEquals(
                3,
                ((Effect.Answer) effects.getFirst())
                        .plan()
                        .assignments()
                        .getFirst()
                        .segment());
    }

    @Test
    void whatIsInFlightIsNotPlannedTwice() {
        var tracker = cache(8);
        var first = plan(tracker, report("alice").wanting(4, none()));
        var inFlight =
                Bitfield.of(SEGMENTS, segments(first).stream().mapToInt(i -> i).toArray());

        var second = plan(tracker, report("alice").wanting(8, inFlight));

        assertTrue(segments(second).stream().noneMatch(segments(first)::contains));
    }

    @Test
    void aMemberForWhichThereIsNoRoomIsAnsweredWhenThereIs() {
        var tracker = cache(1);
        var alices =
                plan(tracker, report("alice").wanting(1, none())).getFirst().segment();
        assertTrue(held(tracker, report("bob").wanting(1, none())));

        var effects = on(tracker, new Event.MemberReported(ticket++, report("alice", alices), Optional.empty()));

        assertEquals(new HolderId("bob"), ((Effect.Answer) effects.getFirst()).member());
        assertEquals(
                1, ((Effect.Answer) effects.getFirst()).plan().assignments().size());
    }

    @Test
    void whoWaitsInVainIsAnsweredAfterASecond() {
        var tracker = cache(0);
        assertTrue(held(tracker, report("bob").wanting(1, none())));
        now = tracker.nextDeadline().orElseThrow();

        var effects = on(tracker, tracker.deadlinePassed());

        assertEquals(T0.plusSeconds(1), now);
        assertEquals(List.of(), ((Effect.Answer) effects.getFirst()).plan().assignments());
    }

    @Test
    void aHolderReportedCorruptIsPlannedNoMore() {
        var tracker = cache(0);
        plan(tracker, report("alice", 3));
        plan(tracker, report("bob").wanting(1, none()));

        var effects = on(tracker, reported(report("bob").withFaults(List.of(fault("alice", Fault.Reason.CORRUPT)))));

        assertTrue(effects.contains(new Effect.Banned(new HolderId("alice"), new HolderId("bob"), 3)));
        plan(tracker, report("alice", 3));
        assertTrue(held(tracker, report("jerry").wanting(1, none())));
    }

    @Test
    void aLiarCannotHaveEverybodyBanned() {
        var tracker = cache(0);
        for (String innocent : List.of("a", "b", "c", "d")) {
            plan(tracker, report(innocent, 3));
        }
        var lies = List.of("a", "b", "c", "d").stream()
                .map(name -> fault(name, Fault.Reason.CORRUPT))
                .toList();

        on(tracker, reported(report("liar").withFaults(lies)));

        assertEquals(2, status(tracker).banned().size());
    }

    @Test
    void anUnreachableHolderRests() {
        var tracker = cache(0);
        plan(tracker, report("alice", 3));
        on(tracker, reported(report("bob").withFaults(List.of(fault("alice", Fault.Reason.UNREACHABLE)))));
        assertTrue(held(tracker, report("jerry").wanting(1, none())));

        now = now.plusSeconds(2);

        assertEquals(List.of(3), segments(plan(tracker, report("jerry").wanting(1, none()))));
    }

    @Test
    void theSilentAreDroppedAndTheirAssignmentsWithThem() {
        var tracker = cache(1);
        plan(tracker, report("alice").wanting(1, none()));
        assertEquals(1, status(tracker).originSlotsTaken());
        now = tracker.nextDeadline().orElseThrow();

        var effects = on(tracker, tracker.deadlinePassed());

        assertEquals(List.of(new Effect.MemberLost(new HolderId("alice")), new Effect.Strained(Strain.IDLE)), effects);
        assertEquals(0, status(tracker).originSlotsTaken());
    }

    @Test
    void whoLeavesIsAHolderNoMore() {
        var tracker = cache(0);
        plan(tracker, report("alice", 3));
        plan(tracker, report("alice", 3).with(Action.LEAVE));

        assertEquals(List.of(), tracker.membersOwning(3));
        assertEquals(List.of(), tracker.alternates().of(3));
        assertTrue(held(tracker, report("bob").wanting(1, none())));
    }

    @Test
    void anOriginThatOwnsOnlyPartPlansOnlyThatPart() {
        var tracker = tracker(CACHE, Bitfield.of(SEGMENTS, 2), new OriginPolicy(8, false, false));
        assertEquals(List.of(2), segments(plan(tracker, report("alice").wanting(4, none()))));

        on(tracker, new Event.OriginOwns(5));

        assertEquals(List.of(5), segments(plan(tracker, report("alice").wanting(4, Bitfield.of(SEGMENTS, 2)))));
    }

    @Test
    void theSourcePushesAndAPushThatEndedGivesItsSlotBack() {
        var tracker = tracker(SOURCE, Bitfield.full(SEGMENTS), new OriginPolicy(1, true, false));

        var effects = on(tracker, reported(report("cache-1").wanting(4, none())));

        var answer = (Effect.Answer) effects.get(0);
        var pushed = answer.plan().assignments().getFirst();
        assertTrue(pushed.pushed());
        assertEquals(pushed.segment(), ((Effect.Push) effects.get(1)).segment());
        assertEquals(1, status(tracker).originSlotsTaken());
        on(tracker, new Event.PushEnded(new HolderId("cache-1"), pushed.segment(), PushOutcome.STORED));
        assertEquals(0, status(tracker).originSlotsTaken());
    }

    @Test
    void anOriginThatSparesItselfSendsMembersToEachOther() {
        var tracker = tracker(SOURCE, Bitfield.full(SEGMENTS), new OriginPolicy(8, true, true));
        plan(tracker, report("cache-1", 0, 1, 2, 3, 4, 5, 6, 7));

        var first = plan(tracker, report("cache-2").wanting(1, none())).getFirst();

        assertEquals(List.of("cache-1", "source"), names(first));
        assertEquals(HolderKind.OTHER_CACHE, first.holders().getFirst().kind());
    }

    private SwarmTracker cache(int slots) {
        return tracker(CACHE, Bitfield.full(SEGMENTS), new OriginPolicy(slots, false, false));
    }

    private static SwarmTracker tracker(Holder origin, Bitfield owned, OriginPolicy policy) {
        return new SwarmTracker(RELEASE, origin, owned, policy, TrackerLimits.defaults(), new SplittableRandom(1));
    }

    private static MemberReport report(String member, int... owned) {
        return MemberReport.of(Request.FIND, new HolderId(member), RELEASE, Bitfield.of(SEGMENTS, owned))
                .servingAt(ADDRESS, OptionalLong.of(10_000_000));
    }

    private static Event.MemberReached reached(String member) {
        return new Event.MemberReached(
                new HolderId(member), Place.at(ADDRESS.seenFrom("10.0.0.9")), OptionalLong.of(10_000_000));
    }

    private static Bitfield none() {
        return Bitfield.empty(SEGMENTS);
    }

    private static Bitfield only(int segment) {
        return Bitfield.of(SEGMENTS, segment);
    }

    private static Fault fault(String holder, Fault.Reason reason) {
        return new Fault(3, new HolderId(holder), reason);
    }

    private Event.MemberReported reported(MemberReport report) {
        return new Event.MemberReported(ticket++, report, Optional.of(Place.at(ADDRESS.seenFrom("10.0.0.9"))));
    }

    private List<Effect> on(SwarmTracker tracker, Event event) {
        return tracker.on(event, now);
    }

    private List<Assignment> plan(SwarmTracker tracker, MemberReport report) {
        return on(tracker, reported(report)).stream()
                .filter(Effect.Answer.class::isInstance)
                .map(Effect.Answer.class::cast)
                .filter(answer -> answer.ticket() == ticket - 1)
                .findFirst()
                .orElseThrow()
                .plan()
                .assignments();
    }

    /** The answer is held back: there is nothing for it to do now. */
    private boolean held(SwarmTracker tracker, MemberReport report) {
        return on(tracker, reported(report)).stream().noneMatch(Effect.Answer.class::isInstance);
    }

    private SwarmStatus status(SwarmTracker tracker) {
        return ((Effect.StatusTold) on(tracker, new Event.StatusAsked()).getLast()).status();
    }

    private static List<Integer> segments(List<Assignment> plan) {
        return plan.stream().map(Assignment::segment).toList();
    }

    private static List<String> names(Assignment assignment) {
        return assignment.holders().stream().map(holder -> holder.id().value()).toList();
    }
}
