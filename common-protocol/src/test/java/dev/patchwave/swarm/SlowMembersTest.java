package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import dev.patchwave.swarm.SwarmTracker.Effect;
import dev.patchwave.swarm.SwarmTracker.Event;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a cache with five slots makes of members that are behind, and of those that fall silent. */
class SlowMembersTest extends CacheSwarmScene {
    SlowMembersTest() {
        super(5);
    }

    @Test
    void theLastSlotIsForWhoIsBehind() {
        var alice = plan("alice", 0, 1, 2, 3);
        var bob = plan("bob");

        assertEquals(2, alice.size());
        assertEquals(3, bob.size());
    }

    @Test
    void whereSlotsAreFewerThanMembersWhoIsAheadGetsNone() {
        for (int n = 0; n < 5; n++) {
            ask(0, "slow-" + n);
        }

        assertEquals(0, plan("fast", 0, 1, 2, 3, 4, 5).size());
        assertEquals(1, plan("slow-0").size());
    }

    @Test
    void whoReportsAgainIsNotLostWhenItsFirstPatienceEnds() {
        plan("alice");
        var first = tracker.nextDeadline().orElseThrow();
        now = first.minusMillis(1);
        plan("alice");

        now = first;
        assertEquals(List.of(), lost());
        now = tracker.nextDeadline().orElseThrow();

        assertTrue(now.isAfter(first));
        assertEquals(List.of("alice"), lost());
    }

    /** What a member that serves nobody is given; empty when its answer is held back. */
    private List<Assignment> plan(String member, int... owned) {
        return ask(4, member, owned);
    }

    private List<Assignment> ask(int want, String member, int... owned) {
        var report = MemberReport.of(Request.FIND, new HolderId(member), RELEASE, Bitfield.of(SEGMENTS, owned))
                .wanting(want, Bitfield.empty(SEGMENTS));
        return tracker.on(new Event.MemberReported(0, report, Optional.empty()), now).stream()
                .filter(Effect.Answer.class::isInstance)
                .map(Effect.Answer.class::cast)
                .filter(answer -> answer.member().value().equals(member))
                .flatMap(answer -> answer.plan().assignments().stream())
                .toList();
    }

    private List<String> lost() {
        return tracker.on(tracker.deadlinePassed(), now).stream()
                .filter(Effect.MemberLost.class::isInstance)
                .map(effect -> ((Effect.MemberLost) effect).member().value())
                .toList();
    }
}
