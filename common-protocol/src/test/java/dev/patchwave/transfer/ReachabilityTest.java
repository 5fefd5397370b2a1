package dev.patchwave.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.loop.StandingClock;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.Place;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityTest extends DialbackContract {
    private static final URI HOME = URI.create("http://10.0.0.1:80");
    private static final URI AWAY = URI.create("http://10.0.0.9:80");
    private static final ReachabilityLimits LIMITS = new ReachabilityLimits(
            2, 100, 2, 2, 3, Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private final ScriptedDialback network = new ScriptedDialback().reaching(HOME);
    private final List<Boolean> heard = new ArrayList<>();
    private final StandingClock clock = new StandingClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Reachability reachability = new Reachability(network, LIMITS, clock);

    @Test
    void anAnswerHoldsForTenMinutes() {
        ask("p-1");
        clock.pass(Duration.ofMinutes(9));
        ask("p-1");
        assertEquals(1, network.dialled().size());

        clock.pass(Duration.ofMinutes(2));
        ask("p-1");

        assertEquals(2, network.dialled().size());
        assertEquals(List.of(true, true, true), heard);
    }

    @Test
    void whoWasReachedStaysReachableWhileItIsDialledAgain() {
        ask("p-1");
        clock.pass(Duration.ofMinutes(11));
        network.hold();

        ask("p-1");

        assertEquals(List.of(true, true), heard);
        assertEquals(1, network.heldProbes());
    }

    @Test
    void whoMovedIsDialledAnewButNotFromAddressToAddressWithoutEnd() {
        ask("p-1");
        clock.pass(Duration.ofSeconds(5));
        reachability.probe(new HolderId("p-1"), Place.at(AWAY), heard::add);
        reachability.probe(new HolderId("p-1"), Place.at(AWAY), heard::add);
        ask("p-1");

        assertEquals(List.of(true, false, false, false), heard);
        assertEquals(List.of(HOME, AWAY), network.dialled());
    }

    @Test
    void whoWasNotReachedIsDialledAgainLaterAndLater() {
        var dialled = new ArrayList<Integer>();
        for (int second = 0; second < 1_900; second++) {
            int before = network.dialled().size();
            reachability.probe(new HolderId("p-1"), Place.at(AWAY), heard::add);
            if (network.dialled().size() > before) {
                dialled.add(second);
            }
            clock.pass(Duration.ofSeconds(1));
        }

        assertEquals(List.of(0, 5, 15, 35, 75, 155, 315, 635, 1_235, 1_835), dialled);
    }

    @Test
    void noMoreThanSoManyBeginInASecond() {
        var limits = new ReachabilityLimits(
                9, 2, 9, 9, 99, Duration.ofMinutes(10), Duration.ofSeconds(5), Duration.ofSeconds(30));
        var slow = new Reachability(network, limits, clock);
        for (var member : List.of("p-1", "p-2", "p-3")) {
            slow.probe(new HolderId(member), Place.at(HOME), heard::add);
        }
        assertEquals(List.of(true, true, false), heard);

        clock.pass(Duration.ofSeconds(1));
        slow.probe(new HolderId("p-3"), Place.at(HOME), heard::add);

        assertEquals(List.of(true, true, false, true), heard);
    }

    @Test
    void aDoubtMakesItDialAgainButNotWithoutEnd() {
        ask("p-1");
        reachability.doubt(new HolderId("p-1"));
        ask("p-1");
        assertEquals(1, network.dialled().size(), "it was dialled just now");

        clock.pass(Duration.ofSeconds(31));
        reachability.doubt(new HolderId("p-1"));
        reachability.doubt(new HolderId("p-stranger"));
        ask("p-1");

        assertEquals(2, network.dialled().size());
    }

    @Test
    void fewAreDialledAtATimeAndTheRestWaitInTurn() {
        network.hold();
        ask("p-1");
        ask("p-2");
        ask("p-3");
        ask("p-4");
        assertEquals(2, network.heldProbes());
        assertEquals(List.of(), heard);

        ask("p-5"); // No room to wait: not known, and not remembered.
        assertEquals(List.of(false), heard);
        for (int i = 0; i < 4; i++) {
            network.answerOne();
        }
        ask("p-5");
        network.answerOne();

        assertEquals(List.of(false, true, true, true, true, true), heard);
    }

    @Test
    void whoIsBeingDialledIsNotDialledTwice() {
        network.hold();
        ask("p-1");
        ask("p-1");
        ask("p-1"); // One listener too many.
        network.answerOne();

        assertEquals(1, network.dialled().size());
        assertEquals(List.of(false, true, true), heard);
    }

    @Test
    void whoWasNotAskedForLongestIsForgotten() {
        for (var member : List.of("p-1", "p-2", "p-3", "p-1", "p-4")) {
            ask(member);
        }
        ask("p-1");
        assertEquals(4, network.dialled().size());

        ask("p-2");

        assertEquals(5, network.dialled().size());
    }

    @Override
    Dialback dialback() {
        return reachability;
    }

    @Override
    URI served() {
        return HOME;
    }

    @Override
    URI refused() {
        return URI.create("http://10.0.0.2:80");
    }

    @Override
    URI silent() {
        return URI.create("http://10.0.0.3:80");
    }

    private void ask(String member) {
        reachability.probe(new HolderId(member), Place.at(HOME), heard::add);
    }
}
