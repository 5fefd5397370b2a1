package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class StoreRoomTest {
    @Test
    void theQuotaBoundsWhatReleasesTakeAndTheMarksAreOfIt() {
        var room = room(OptionalLong.of(1_000), 950, 50, 10_000);

        assertEquals(1_000, room.capacityBytes());
        assertEquals(900, room.highBytes());
        assertEquals(800, room.lowBytes());
        assertTrue(room.isAboveHigh());
        assertEquals(OptionalLong.empty(), room.lackingBytes(50));
        assertEquals(OptionalLong.of(1), room.lackingBytes(51));
    }

    @Test
    void withoutAQuotaTheDiskBoundsItButForTheReserve() {
        var room = room(OptionalLong.empty(), 600, 200, 500);

        assertEquals(600 - 200 + 500 - 100, room.capacityBytes());
        assertEquals(OptionalLong.empty(), room.lackingBytes(200));
        assertEquals(OptionalLong.of(1), room.lackingBytes(201));
    }

    @Test
    void whatOthersPutOnTheDiskShrinksTheCapacity() {
        var room = room(OptionalLong.of(1_000), 600, 0, 20);

        assertEquals(520, room.capacityBytes());
        assertTrue(room.isAboveHigh());
        assertEquals(OptionalLong.of(7), room.lackingBytes(7));
    }

    @Test
    void aWriteMayNotBreakIntoTheReserve() {
        assertTrue(room(OptionalLong.empty(), 0, 0, 107).admitsWrite(7));
        assertFalse(room(OptionalLong.empty(), 0, 0, 107).admitsWrite(8));
    }

    @Test
    void theUsualReserveIsAShareOfTheDiskAndAtMostAGibibyte() {
        assertEquals(2_000, StoreLimits.DEFAULT.reserveBytes(100_000));
        assertEquals(1 << 30, StoreLimits.DEFAULT.reserveBytes(1L << 50));
    }

    private static StoreRoom room(OptionalLong quota, long used, long unwritten, long free) {
        return new StoreRoom(used, unwritten, free, 100_000, new StoreLimits(quota, 90, 80, OptionalLong.of(100)));
    }
}
