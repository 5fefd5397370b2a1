package dev.patchwave.simulator.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A tenth of Kraken's peers, all of its segments: the whole table takes 20 s and is in the command. */
class TurnsTest {
    private static final int PEERS = 500;
    private static final int SEGMENTS = 125;
    private static final int MOVES = 10;

    @Test
    void withCutThroughThirteenTurnsAreEnough() {
        var outcome = Turns.play(PEERS, SEGMENTS, MOVES, true, 1);

        assertTrue(outcome.turns() <= 14, outcome::toString);
        assertEquals(PEERS, outcome.complete().getLast());
    }

    @Test
    void withoutItNoPlanBeatsTheSeeder() {
        var outcome = Turns.play(PEERS, SEGMENTS, MOVES, false, 1);

        assertTrue(outcome.turns() >= Turns.boundOfStoreAndForward(PEERS, SEGMENTS, MOVES), outcome::toString);
        assertEquals(1, outcome.longestChain());
    }

    @Test
    void theBoundCountsCopies() {
        assertEquals(1, Turns.boundOfStoreAndForward(10, 1, 10)); // The seeder alone.
        assertEquals(2, Turns.boundOfStoreAndForward(120, 1, 10)); // 10, and each of them 10 more, and the seeder's 10.
        assertEquals(3, Turns.boundOfStoreAndForward(121, 1, 10));
        assertEquals(16, Turns.boundOfStoreAndForward(5_000, 125, 10));
    }
}
