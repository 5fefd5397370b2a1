package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.swarm.ServingSlots.Decision.Admit;
import dev.patchwave.swarm.ServingSlots.Decision.Busy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServingSlotsTest {
    private static final HolderId ALICE = new HolderId("p-alice");
    private static final HolderId BOB = new HolderId("p-bob");
    private static final HolderId JERRY = new HolderId("p-jerry");
    private static final int SEGMENT = 1 << 20;

    @Test
    void shedsWhenEverySlotIsTakenAndServesAgainWhenOneIsFree() {
        var slots = new ServingSlots(new ServingSlots.Limits(2, 2, 100L * SEGMENT, 10_000_000));
        assertInstanceOf(Admit.class, slots.admit(ALICE, SEGMENT));
        assertInstanceOf(Admit.class, slots.admit(BOB, SEGMENT));
        assertInstanceOf(Busy.class, slots.admit(JERRY, SEGMENT));

        slots.ended(ALICE, SEGMENT);

        assertInstanceOf(Admit.class, slots.admit(JERRY, SEGMENT));
    }

    @Test
    void oneMemberDoesNotTakeAll() {
        var slots = new ServingSlots(new ServingSlots.Limits(4, 2, 100L * SEGMENT, 10_000_000));
        slots.admit(ALICE, SEGMENT);
        slots.admit(ALICE, SEGMENT);

        assertInstanceOf(Busy.class, slots.admit(ALICE, SEGMENT));
        assertInstanceOf(Admit.class, slots.admit(BOB, SEGMENT));
    }

    @Test
    void bytesInFlightAreLimitedButOneLargeTransferIsServed() {
        var slots = new ServingSlots(new ServingSlots.Limits(4, 4, SEGMENT, 10_000_000));

        assertInstanceOf(Admit.class, slots.admit(ALICE, 5L * SEGMENT));
        assertInstanceOf(Busy.class, slots.admit(BOB, 1));
    }

    @Test
    void limitsChangeWhileSomebodyIsServed() {
        var slots = new ServingSlots(new ServingSlots.Limits(3, 3, 100L * SEGMENT, 10_000_000));
        slots.admit(ALICE, SEGMENT);
        slots.admit(ALICE, SEGMENT);

        slots.limits(new ServingSlots.Limits(1, 1, 100L * SEGMENT, 10_000_000));

        assertEquals(0, slots.free());
        assertInstanceOf(Busy.class, slots.admit(BOB, SEGMENT));
        slots.ended(ALICE, SEGMENT);
        assertInstanceOf(Busy.class, slots.admit(BOB, SEGMENT));
        slots.ended(ALICE, SEGMENT);
        assertInstanceOf(Admit.class, slots.admit(BOB, SEGMENT));
        assertEquals(2, slots.turnedAway());
    }

    @Test
    void saysWhenAboutHalfOfWhatIsInFlightHasLeft() {
        var slots = new ServingSlots(new ServingSlots.Limits(1, 1, 10L * SEGMENT, 8 * SEGMENT));
        slots.admit(ALICE, 4L * SEGMENT);

        assertEquals(new Busy(Duration.ofSeconds(2)), slots.admit(BOB, SEGMENT));
    }

    @Test
    void anUplinkFeedsAStreamForEach4MegabitsButAtLeastTwo() {
        assertEquals(2, ServingSlots.slotsFor(1_000_000));
        assertEquals(20, ServingSlots.slotsFor(80_000_000));
        assertEquals(64, ServingSlots.slotsFor(10_000_000_000L));
    }

    @Test
    void anEndWithoutABeginningIsOurFault() {
        var slots = new ServingSlots(ServingSlots.Limits.of(10_000_000, SEGMENT));

        var fault = assertThrows(IllegalStateException.class, () -> slots.ended(ALICE, SEGMENT));

        assertTrue(fault.getMessage().contains("p-alice"));
    }
}
