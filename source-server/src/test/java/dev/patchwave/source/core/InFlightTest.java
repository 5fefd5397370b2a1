package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.T0;
import static dev.patchwave.source.core.SourceWorld.phoneOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.CampaignId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InFlightTest {
    private final InFlight inFlight = new InFlight(new PaceLimits(100, 2));

    @Test
    void whatWaitsLongerThanUsualGivesItsSlotBackAndStaysInFlight() {
        send("alice", T0);
        send("bob", T0.plusMillis(500));

        assertEquals(2, inFlight.slotsTaken(T0.plusMillis(999)));
        assertEquals(Optional.of(T0.plusSeconds(1)), inFlight.nextSlot());
        assertEquals(1, inFlight.slotsTaken(T0.plusSeconds(1)));
        assertTrue(inFlight.contains(flight("alice")));
        assertEquals(Optional.of(T0), inFlight.oldest());
    }

    @Test
    void aLateAnswerIsStillTheAnswer() {
        send("alice", T0);
        inFlight.slotsTaken(T0.plusSeconds(5));

        assertTrue(inFlight.remove(flight("alice")).isPresent());
        assertFalse(inFlight.contains(flight("alice")));
        assertEquals(Optional.empty(), inFlight.oldest());
    }

    @Test
    void atTheLimitOfTheOverdueSlotsStayTaken() {
        for (int i = 0; i < 18; i++) {
            send("user" + i, T0);
        }

        assertEquals(2, inFlight.slotsTaken(T0.plusSeconds(30)));
        assertEquals(Optional.empty(), inFlight.nextSlot());
        inFlight.remove(flight("user0"));
        assertEquals(1, inFlight.slotsTaken(T0.plusSeconds(30)));
    }

    @Test
    void thoseWhoseTimeIsOverAreToldOldestFirst() {
        send("alice", T0);
        send("bob", T0.plusSeconds(3));
        send("carol", T0.plusSeconds(4));
        inFlight.slotsTaken(T0.plusSeconds(2));

        assertEquals(List.of(flight("alice"), flight("bob")), inFlight.leftUntil(T0.plusSeconds(3)));
    }

    private void send(String name, Instant at) {
        inFlight.add(flight(name), new InFlight.Sent(at, Optional.empty()));
    }

    private static InFlight.Flight flight(String name) {
        return new InFlight.Flight(new CampaignId("c1"), phoneOf(name));
    }
}
