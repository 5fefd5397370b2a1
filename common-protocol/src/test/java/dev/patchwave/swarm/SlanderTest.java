package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmTracker.Effect;
import dev.patchwave.swarm.SwarmTracker.Event;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Alice owns everything and serves; Mallory says that she does not. The origin itself has no slot. */
class SlanderTest extends CacheSwarmScene {
    private static final HolderId ALICE = new HolderId("alice");

    private long ticket;

    SlanderTest() {
        super(0);
    }

    @Test
    void aBanOnOneWordEndsWhenTheHolderDeliversToAnother() {
        alice();
        int segment = planned("bob").getFirst();
        assertEquals(
                List.of(new Effect.Banned(ALICE, new HolderId("mallory"), 3)), accuse("mallory", Fault.Reason.CORRUPT));
        now = now.plusSeconds(1);

        var effects = report("bob", Bitfield.of(SEGMENTS, segment), List.of());

        assertTrue(effects.contains(new Effect.Acquitted(ALICE, new HolderId("mallory"))), effects::toString);
        alice();
        assertFalse(planned("jerry").isEmpty());
        assertEquals(List.of(), accuse("mallory", Fault.Reason.CORRUPT), "nobody believes her twice");
    }

    @Test
    void aBanOnTheWordOfTwoStays() {
        alice();
        int segment = planned("bob").getFirst();
        int another = planned("jerry").getFirst();
        accuse("mallory", Fault.Reason.CORRUPT);
        report("jerry", Bitfield.empty(SEGMENTS), List.of(new Fault(another, ALICE, Fault.Reason.CORRUPT)));
        now = now.plusSeconds(1);

        var effects = report("bob", Bitfield.of(SEGMENTS, segment), List.of());

        assertTrue(effects.stream().noneMatch(Effect.Acquitted.class::isInstance), effects::toString);
    }

    @Test
    void whoIsDisprovedAFewTimesCannotKeepAHolderFromServing() {
        alice();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            planned("bob");
            accuse("mallory", Fault.Reason.UNREACHABLE);
            now = now.plusSeconds(1);
            report("bob", owned(segment + 1), List.of());
        }
        accuse("mallory", Fault.Reason.UNREACHABLE);

        assertFalse(planned("jerry").isEmpty(), "she rests on the word of a liar");
    }

    @Test
    void whoTellsTheTruthIsBelieved() {
        alice();
        accuse("bob", Fault.Reason.UNREACHABLE);

        assertTrue(planned("jerry").isEmpty());
    }

    private void alice() {
        report("alice", Bitfield.full(SEGMENTS), List.of());
    }

    private static Bitfield owned(int first) {
        var owned = Bitfield.empty(SEGMENTS);
        for (int segment = 0; segment < first; segment++) {
            owned = owned.with(segment);
        }
        return owned;
    }

    private List<Effect> accuse(String accuser, Fault.Reason reason) {
        return report(accuser, Bitfield.empty(SEGMENTS), List.of(new Fault(3, ALICE, reason))).stream()
                .filter(Effect.Banned.class::isInstance)
                .toList();
    }

    /** The segments of its plan. */
    private List<Integer> planned(String member) {
        var segments = new ArrayList<Integer>();
        for (Effect effect : report(member, Bitfield.empty(SEGMENTS), List.of())) {
            if (effect instanceof Effect.Answer answer
                    && answer.member().value().equals(member)) {
                answer.plan().assignments().forEach(assignment -> segments.add(assignment.segment()));
            }
        }
        return segments;
    }

    private List<Effect> report(String member, Bitfield owned, List<Fault> faults) {
        var report = MemberReport.of(Request.FIND, new HolderId(member), RELEASE, owned)
                .wanting(faults.isEmpty() && !owned.isFull() ? 1 : 0, Bitfield.empty(SEGMENTS))
                .withFaults(faults)
                .servingAt(new ServingAddress("10.0.0.9", 80), OptionalLong.of(10_000_000));
        return tracker.on(
                new Event.MemberReported(
                        ticket++, report, Optional.of(Place.at(URI.create("http://" + member + ":80")))),
                now);
    }
}
