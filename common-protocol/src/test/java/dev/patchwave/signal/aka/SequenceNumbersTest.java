package dev.patchwave.signal.aka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** TS 33.102 C.2: SEQ in the upper 43 bits, IND in the lower 5. */
class SequenceNumbersTest {
    @Test
    void noNumberIsAcceptedTwice() {
        var after = SequenceNumbers.fresh().accept(sqn(7, 0)).orElseThrow();

        assertTrue(after.accept(sqn(7, 0)).isEmpty());
        assertTrue(after.accept(sqn(6, 0)).isEmpty());
        assertEquals(sqn(8, 0), after.accept(sqn(8, 0)).orElseThrow().highest());
    }

    @Test
    void nodesWithDifferentIndexesDoNotDisturbEachOther() {
        var after = SequenceNumbers.fresh()
                .accept(sqn(100, 3))
                .flatMap(numbers -> numbers.accept(sqn(40, 4)))
                .orElseThrow();

        assertEquals(sqn(100, 3), after.highest());
        assertTrue(after.accept(sqn(41, 4)).isPresent());
        assertTrue(after.accept(sqn(40, 4)).isEmpty());
        assertTrue(after.accept(sqn(99, 3)).isEmpty());
    }

    @Test
    void aNumberTooFarAheadCannotUseUpTheRest() {
        var after = SequenceNumbers.fresh().accept(sqn(5, 0)).orElseThrow();

        assertTrue(after.accept(sqn(5 + (1L << 28), 1)).isPresent());
        assertTrue(after.accept(sqn(6 + (1L << 28), 1)).isEmpty());
        assertTrue(after.accept(SequenceNumbers.HIGHEST).isEmpty());
    }

    @Test
    void zeroIsNeverFresh() {
        assertTrue(SequenceNumbers.fresh().accept(0).isEmpty());
        assertTrue(SequenceNumbers.fresh().accept(31).isEmpty());
    }

    @Test
    void whatCannotHaveBeenKeptIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> SequenceNumbers.of(new long[31]));
        long[] negative = new long[32];
        negative[5] = -1;
        assertThrows(IllegalArgumentException.class, () -> SequenceNumbers.of(negative));
        negative[5] = 1L << 43;
        assertThrows(IllegalArgumentException.class, () -> SequenceNumbers.of(negative));
    }

    private static long sqn(long seq, int ind) {
        return (seq << 5) | ind;
    }
}
