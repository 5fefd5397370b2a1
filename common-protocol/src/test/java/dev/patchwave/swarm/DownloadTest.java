package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Download.Effect;
import dev.patchwave.swarm.Download.Event;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DownloadTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    private static final Instant T0 = Instant.EPOCH;
    private static final Holder ALICE = holder("alice", HolderKind.PEER);
    private static final Holder JERRY = holder("jerry", HolderKind.PEER);
    private static final Holder CACHE = holder("cache-1", HolderKind.OWN_CACHE);
    private static final Holder OTHER_CACHE = holder("cache-2", HolderKind.OTHER_CACHE);
    private static final Holder SOURCE = holder("source", HolderKind.SOURCE);

    private Instant now = T0;
    private Download download = download(Bitfield.empty(4), true);

    @Test
    void joinsWithWhatAnEarlierRunLeftAndFetchesTheRestByPlan() {
        download = download(Bitfield.of(4, 0, 1), true);

        var join = only(Effect.Report.class, on(new Event.Started())).report();
        var fetches = on(plan(assign(2, ALICE), assign(3, CACHE)));

        assertEquals(Request.CONNECT, join.request());
        assertEquals(Optional.of(Action.JOIN), join.action());
        assertEquals(Bitfield.of(4, 0, 1), join.owned());
        assertEquals(2, join.want());
        assertEquals(List.of(new Effect.Fetch(2, ALICE), new Effect.Fetch(3, CACHE)), fetches);
    }

    @Test
    void aStoredSegmentIsReportedSoonAndTheLastOneFinishes() {
        download = download(Bitfield.of(4, 0, 1, 2), true);
        on(new Event.Started());
        on(plan(assign(3, ALICE)));
        now = now.plusSeconds(1);

        var effects = on(new Event.FetchEnded(3, ALICE.id(), new FetchOutcome.Stored()));

        assertTrue(effects.contains(new Effect.Finished()));
        assertTrue(only(Effect.Report.class, effects).report().owned().isFull());
    }

    @Test
    void aBegunSegmentIsReportedSoonAlsoWhenItsFetchBreaks() {
        on(new Event.Started());
        on(plan(assign(3, ALICE)));
        now = now.plusSeconds(1);

        var began = only(Effect.Report.class, on(new Event.SegmentBegan(3))).report();
        on(plan());
        now = now.plusSeconds(1);
        var broke = only(Effect.Report.class, on(new Event.FetchEnded(3, ALICE.id(), new FetchOutcome.Unreachable())))
                .report();

        assertEquals(Bitfield.of(4, 3), began.begun());
        assertEquals(Bitfield.empty(4), began.owned());
        assertEquals(broke.inFlight(), broke.begun());
    }

    @Test
    void aDeadPeerIsFollowedByTheNextHolderAtOnceAndReported() {
        on(new Event.Started());
        on(plan(assign(2, ALICE, CACHE)));
        now = now.plusSeconds(1);

        var effects = on(new Event.FetchEnded(2, ALICE.id(), new FetchOutcome.Unreachable()));

        assertTrue(effects.contains(new Effect.Fetch(2, CACHE)));
        assertEquals(
                List.of(new Fault(2, ALICE.id(), Fault.Reason.UNREACHABLE)),
                only(Effect.Report.class, effects).report().faults());
    }

    @Test
    void aBusyCacheIsLeftForThePeersThatItNames() {
        on(new Event.Started());
        on(plan(assign(2, CACHE)));

        var effects = on(busy(2, CACHE, Duration.ofSeconds(5), JERRY));

        assertEquals(new Effect.Fetch(2, JERRY), only(Effect.Fetch.class, effects));
    }

    @Test
    void aBusyCacheIsAskedAgainNotBeforeItSaidAndNotByAllAtOnce() {
        on(new Event.Started());
        on(plan(assign(2, CACHE)));
        on(busy(2, CACHE, Duration.ofSeconds(2)));

        var askedAgain = runUntil(Effect.Fetch.class);

        assertEquals(new Effect.Fetch(2, CACHE), askedAgain);
        assertFalse(now.isBefore(T0.plusSeconds(2)), "at " + now);
        assertFalse(now.isAfter(T0.plusSeconds(4)), "at " + now);
    }

    @Test
    void aCacheThatStaysBusyIsLeftForTheSourceWhenItsBudgetIsSpent() {
        on(new Event.Started());
        on(plan(assign(2, CACHE)));
        on(busy(2, CACHE, Duration.ofSeconds(30)));

        assertEquals(new Effect.Fetch(2, SOURCE), runUntil(Effect.Fetch.class));
        assertEquals(T0.plusSeconds(10), now);
    }

    @Test
    void neverTheSourceMeansNever() {
        download = download(Bitfield.empty(4), false);
        on(new Event.Started());
        on(plan(assign(2, CACHE, SOURCE)));

        var effects = on(new Event.FetchEnded(2, CACHE.id(), new FetchOutcome.Unreachable()));

        assertTrue(effects.stream().noneMatch(Effect.Fetch.class::isInstance), effects::toString);
    }

    @Test
    void aCorruptHolderIsBannedAndEverythingElseOfItCancelled() {
        on(new Event.Started());
        on(plan(assign(2, ALICE, CACHE), assign(3, ALICE, CACHE)));

        var effects = on(new Event.FetchEnded(2, ALICE.id(), new FetchOutcome.Corrupt()));

        assertEquals(new Effect.Ban(ALICE), only(Effect.Ban.class, effects));
        assertTrue(effects.contains(new Effect.CancelFetch(3, ALICE.id())));
        assertTrue(effects.containsAll(List.of(new Effect.Fetch(2, CACHE), new Effect.Fetch(3, CACHE))));
        on(new Event.FetchEnded(2, CACHE.id(), new FetchOutcome.Stored()));
        assertEquals(
                List.of(),
                fetches(on(plan(assign(1, ALICE)))).stream()
                        .filter(f -> f.holder().equals(ALICE))
                        .toList());
    }

    @Test
    void aPushIsAwaitedAndFetchedWhenItStaysAway() {
        on(new Event.Started());
        var effects = on(plan(new Assignment(2, true, List.of(SOURCE))));
        assertEquals(List.of(), fetches(effects));

        assertEquals(new Effect.Fetch(2, SOURCE), runUntil(Effect.Fetch.class));
        assertEquals(T0.plusSeconds(15), now);
    }

    @Test
    void anOriginThatFallsSilentIsNotWaitedForToPush() {
        on(new Event.Started());
        on(plan(new Assignment(2, true, List.of(SOURCE, JERRY))));
        now = now.plusSeconds(1);
        only(Effect.Report.class, on(download.deadlinePassed()));

        var effects = on(new Event.OriginUnreachable());

        assertEquals(List.of(new Effect.Fetch(2, SOURCE)), fetches(effects));
        assertEquals(
                List.of(new Effect.Fetch(2, JERRY)),
                fetches(on(new Event.FetchEnded(2, SOURCE.id(), new FetchOutcome.Unreachable()))));
    }

    @Test
    void fetchesThatBreakTogetherAreOneFailureOfTheirHolder() {
        download = download(Bitfield.of(4, 3), false);
        on(new Event.Started());
        on(plan(assign(0, CACHE), assign(1, CACHE), assign(2, CACHE)));

        for (int segment = 0; segment < 3; segment++) {
            on(new Event.FetchEnded(segment, CACHE.id(), new FetchOutcome.Unreachable()));
        }
        on(plan());
        now = T0.plusMillis(500); // Its first rest is over.

        assertEquals(List.of(new Effect.Fetch(1, CACHE)), fetches(on(plan(assign(1, CACHE)))));
    }

    @Test
    void aPushThatIsComingInGoesOnThoughItsOriginAnswersNoReport() {
        on(new Event.Started());
        on(plan(new Assignment(2, true, List.of(SOURCE, JERRY))));
        on(new Event.PushBegan(2));
        now = now.plusSeconds(1);
        only(Effect.Report.class, on(download.deadlinePassed()));

        assertEquals(List.of(), fetches(on(new Event.OriginUnreachable())), "it would come twice");
        assertEquals(List.of(new Effect.Fetch(2, SOURCE)), fetches(on(new Event.PushBroke(2))));
    }

    @Test
    void aPushOfWhatComesFromElsewhereIsRefused() {
        on(new Event.Started());
        on(plan(assign(2, ALICE)));

        assertTrue(on(new Event.PushBegan(2)).contains(new Effect.RefusePush(2)));
        assertFalse(on(new Event.PushBegan(3)).contains(new Effect.RefusePush(3)));
        on(new Event.SegmentPushed(3));
        assertTrue(download.owned().contains(3));
    }

    @Test
    void withoutItsOriginAMemberGoesOnByItself() {
        on(new Event.Started());
        on(plan());
        while (now.isBefore(T0.plusSeconds(8))) {
            now = download.nextDeadline().orElseThrow();
            var effects = on(download.deadlinePassed());
            if (!fetches(effects).isEmpty()) {
                assertEquals(CACHE, fetches(effects).getFirst().holder());
                return;
            }
            if (effects.stream().anyMatch(Effect.Report.class::isInstance)) {
                on(new Event.OriginUnreachable());
            }
        }
        throw new AssertionError("still waiting for its origin at " + now);
    }

    @Test
    void whoseCacheFallsSilentReportsToAnotherDomainsAsANewcomer() {
        on(new Event.Started());
        on(new Event.PlanReceived(new SwarmPlan(
                RELEASE, List.of(assign(3, ALICE)), List.of(CACHE, OTHER_CACHE, SOURCE), Duration.ofSeconds(1))));
        var elsewhere = firstReportElsewhere();

        assertEquals(Optional.of(OTHER_CACHE), elsewhere.elsewhere());
        assertEquals(Request.CONNECT, elsewhere.report().request());
        assertEquals(Optional.of(Action.JOIN), elsewhere.report().action());
    }

    @Test
    void aLateAnswerOfACancelledFetchDoesNoHarm() {
        on(new Event.Started());
        on(plan(assign(2, ALICE, CACHE)));
        on(new Event.FetchEnded(2, ALICE.id(), new FetchOutcome.Stalled()));

        var effects = on(new Event.FetchEnded(2, ALICE.id(), new FetchOutcome.Unreachable()));

        assertEquals(List.of(), fetches(effects));
    }

    @Test
    void whoLeavesCancelsAndSaysSo() {
        on(new Event.Started());
        on(plan(assign(2, ALICE)));

        var effects = on(new Event.Leaving());

        assertEquals(new Effect.CancelFetch(2, ALICE.id()), effects.getFirst());
        assertEquals(
                Optional.of(Action.LEAVE),
                only(Effect.Report.class, effects).report().action());
        assertEquals(Optional.empty(), download.nextDeadline());
    }

    private static Download download(Bitfield owned, boolean allowSource) {
        return new Download(
                new HolderId("bob"), RELEASE, owned, allowSource, DownloadLimits.defaults(), new SplittableRandom(1));
    }

    private static Holder holder(String name, HolderKind kind) {
        return new Holder(new HolderId(name), kind, URI.create("http://" + name + ":80"));
    }

    private static Assignment assign(int segment, Holder... holders) {
        return new Assignment(segment, false, List.of(holders));
    }

    private static Event plan(Assignment... assignments) {
        return new Event.PlanReceived(
                new SwarmPlan(RELEASE, List.of(assignments), List.of(CACHE, SOURCE), Duration.ofSeconds(1)));
    }

    private static Event busy(int segment, Holder holder, Duration retryAfter, Holder... alternates) {
        var answer = new BusyAnswer(retryAfter, List.of(alternates));
        return new Event.FetchEnded(segment, holder.id(), new FetchOutcome.Busy(answer));
    }

    private List<Effect> on(Event event) {
        return download.on(event, now);
    }

    /** Lets time pass, the origin answering with nothing new, until such an effect comes. */
    private <T extends Effect> T runUntil(Class<T> wanted) {
        for (int turn = 0; turn < 1000; turn++) {
            now = download.nextDeadline().orElseThrow();
            var effects = new ArrayList<>(on(download.deadlinePassed()));
            if (effects.stream().anyMatch(Effect.Report.class::isInstance)) {
                effects.addAll(on(plan()));
            }
            if (effects.stream().anyMatch(wanted::isInstance)) {
                return only(wanted, effects);
            }
        }
        throw new AssertionError("no " + wanted + " until " + now);
    }

    /** Lets time pass, nobody answering, until a report goes to another than the own origin. */
    private Effect.Report firstReportElsewhere() {
        while (now.isBefore(T0.plusSeconds(30))) {
            now = download.nextDeadline().orElseThrow();
            for (Effect effect : on(download.deadlinePassed())) {
                if (effect instanceof Effect.Report report && report.elsewhere().isPresent()) {
                    return report;
                }
            }
        }
        throw new AssertionError("still reports to a silent origin at " + now);
    }

    private static List<Effect.Fetch> fetches(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Fetch.class::isInstance)
                .map(Effect.Fetch.class::cast)
                .toList();
    }

    private static <T extends Effect> T only(Class<T> wanted, List<Effect> effects) {
        return effects.stream()
                .filter(wanted::isInstance)
                .map(wanted::cast)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + wanted + " in " + effects));
    }
}
