package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmTracker.Effect;
import dev.patchwave.swarm.SwarmTracker.Event;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A source that spares itself sends one copy, unless its caches cannot feed each other. */
class SparingOriginTest {
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    private static final int SEGMENTS = 8;
    private static final int SLOTS_OF_A_CACHE = 2;
    private static final long TWO_SLOTS = 8_000_000;
    private static final Duration LONG = Duration.ofSeconds(2);

    private final SwarmTracker source = new SwarmTracker(
            RELEASE,
            new Holder(new HolderId("source"), HolderKind.SOURCE, URI.create("http://10.0.0.2:80")),
            Bitfield.full(SEGMENTS),
            new OriginPolicy(8, true, true),
            TrackerLimits.defaults(),
            new SplittableRandom(1));
    private Instant now = Instant.EPOCH;
    private long ticket;

    @Test
    void whoCannotBeServedByAFullCacheWaitsForIt() {
        takeAllSlotsOfAFullCache();

        assertEquals(List.of(), pushes(hear(wanting("cache-3"))));

        now = now.plus(LONG.minusMillis(1));
        hear(reporting("cache-1", full()));
        assertEquals(List.of(), pushes(hear(wanting("cache-3"))));
    }

    @Test
    void aSlotThatIsFreeAgainIsGivenToWhoWaits() {
        takeAllSlotsOfAFullCache();
        hear(wanting("cache-3"));

        var effects = hear(new Event.MemberLeft(new HolderId("cache-2")));

        assertEquals(List.of("cache-1"), suppliers(effects));
    }

    @Test
    void whoAsksInVainForLongIsServed() {
        takeAllSlotsOfAFullCache();
        hear(wanting("cache-3"));
        now = now.plus(LONG);

        var effects = hear(wanting("cache-3"));

        assertEquals(List.of("source"), suppliers(effects));
        assertEquals(1, pushes(effects).size());
    }

    @Test
    void aHolderThatFailsIsNotWaitedFor() {
        takeAllSlotsOfAFullCache();
        hear(wanting("cache-3"));
        var unreachable = new Fault(0, new HolderId("cache-1"), Fault.Reason.UNREACHABLE);

        hear(reported(
                report("cache-2", none()).wanting(0, Bitfield.of(SEGMENTS, 0)).withFaults(List.of(unreachable))));
        var effects = hear(wanting("cache-3"));

        assertEquals(List.of("source"), suppliers(effects));
    }

    @Test
    void aHolderThatLeftIsNotWaitedFor() {
        takeAllSlotsOfAFullCache();
        hear(wanting("cache-3"));

        var effects = hear(new Event.MemberLeft(new HolderId("cache-1")));

        assertEquals(List.of("source"), suppliers(effects));
    }

    @Test
    void whatIsAboutToReachACacheIsNotSentToAnother() {
        var first = pushes(hear(reported(report("cache-1", ownedBut(5)).wanting(1, none()))));

        var second = pushes(hear(reported(report("cache-2", ownedBut(5)).wanting(1, none()))));

        assertEquals(List.of(5), first);
        assertEquals(List.of(), second);
    }

    @Test
    void aCacheAloneIsServedAtOnce() {
        assertEquals(1, pushes(hear(wanting("cache-1"))).size());
        assertTrue(pushes(hear(wanting("cache-1"))).size() <= 1);
    }

    /** cache-1 owns everything, and cache-2 has its slots. */
    private void takeAllSlotsOfAFullCache() {
        hear(reporting("cache-1", full()));
        var taken = suppliers(hear(reported(report("cache-2", none()).wanting(SLOTS_OF_A_CACHE, none()))));
        assertEquals(List.of("cache-1", "cache-1"), taken);
    }

    private static MemberReport report(String member, Bitfield owned) {
        return MemberReport.of(Request.FIND, new HolderId(member), RELEASE, owned)
                .servingAt(new ServingAddress("10.0.0.9", 80), OptionalLong.of(TWO_SLOTS));
    }

    private Event wanting(String member) {
        return reported(report(member, none()).wanting(1, none()));
    }

    private Event reporting(String member, Bitfield owned) {
        return reported(report(member, owned));
    }

    private Event reported(MemberReport report) {
        var place = Place.at(new ServingAddress("10.0.0.9", 80).seenFrom("10.0.0.9"));
        return new Event.MemberReported(ticket++, report, Optional.of(place));
    }

    private List<Effect> hear(Event event) {
        return source.on(event, now);
    }

    /** Whom those who were told to obtain anything were sent to first. */
    private static List<String> suppliers(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Answer.class::isInstance)
                .flatMap(answer -> ((Effect.Answer) answer).plan().assignments().stream())
                .map(assignment -> assignment.holders().getFirst().id().value())
                .toList();
    }

    private static List<Integer> pushes(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Push.class::isInstance)
                .map(push -> ((Effect.Push) push).segment())
                .toList();
    }

    private static Bitfield none() {
        return Bitfield.empty(SEGMENTS);
    }

    private static Bitfield full() {
        return Bitfield.full(SEGMENTS);
    }

    private static Bitfield ownedBut(int segment) {
        return full().minus(Bitfield.of(SEGMENTS, segment));
    }
}
