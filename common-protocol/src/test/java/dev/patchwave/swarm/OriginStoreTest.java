package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import org.junit.jupiter.api.Test;

/** What an origin that is being filled gives away of what it has. */
class OriginStoreTest {
    private static final int SLOTS = 20;

    private final OriginStore store = new OriginStore(Bitfield.of(8, 0));

    @Test
    void whatIsWholeMayLeaveAsOftenAsThereAreSlots() {
        assertEquals(SLOTS, store.copiesAtOnce(0, SLOTS));
    }

    @Test
    void segmentsOnTheirWayShareTheSlots() {
        store.expects(Bitfield.of(8, 0, 1, 2, 3, 4));
        store.begins(1);

        assertEquals(SLOTS / 4, store.copiesAtOnce(1, SLOTS));
        store.owns(2);
        assertEquals(SLOTS / 3, store.copiesAtOnce(1, SLOTS));
        store.owns(1);
        assertEquals(SLOTS, store.copiesAtOnce(1, SLOTS));
    }

    @Test
    void oneCopyMayAlwaysLeave() {
        store.expects(Bitfield.full(8));
        store.begins(5);

        assertEquals(1, store.copiesAtOnce(5, 2));
    }

    @Test
    void whatHasBegunIsServedAndNotWhole() {
        store.begins(3);

        assertTrue(store.serves(3));
        assertFalse(store.whole().contains(3));
        assertFalse(store.serves(4));
    }
}
