package dev.patchwave.release;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import java.util.BitSet;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Sets of segments beside the JDK's sets of bits. A failure prints the seed that replays it. */
class BitfieldTest {
    private static final int ROUNDS = 300;
    private static final int LARGEST = 200;

    private final long seed = Long.getLong("patchwave.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void everyOperationDoesWhatASetOfBitsDoes() {
        for (int round = 0; round < ROUNDS; round++) {
            int size = 1 + random.nextInt(LARGEST);
            var left = bits(size);
            var right = bits(size);
            var a = bitfield(size, left);
            var b = bitfield(size, right);

            same(size, left, a);
            same(size, changed(left, set -> set.or(right)), a.union(b));
            same(size, changed(left, set -> set.and(right)), a.and(b));
            same(size, changed(left, set -> set.andNot(right)), a.minus(b));
            same(size, changed(left, set -> set.flip(0, size)), a.complement());
            int one = random.nextInt(size);
            same(size, changed(left, set -> set.set(one)), a.with(one));
            assertEquals(changed(right, set -> set.andNot(left)).isEmpty(), a.containsAll(b), this::told);
            assertEquals(left.equals(right), a.equals(b), this::told);
        }
    }

    @Test
    void theFormOnTheWireHasTheFirstSegmentInTheLowestBit() {
        assertEquals(
                Base64.getEncoder().encodeToString(new byte[] {(byte) 0x81, 0x02}),
                Bitfield.of(10, 0, 7, 9).toBase64());
    }

    @Test
    void whatIsBeyondTheSizeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Bitfield.of(64, 64));
        assertThrows(IndexOutOfBoundsException.class, () -> Bitfield.empty(10).with(-1));
        var eleventh = Base64.getEncoder().encodeToString(new byte[] {0, 0x04});
        assertThrows(IllegalArgumentException.class, () -> Bitfield.fromBase64(10, eleventh));
    }

    private void same(int size, BitSet expected, Bitfield actual) {
        assertEquals(size, actual.size(), this::told);
        assertEquals(expected.cardinality(), actual.count(), this::told);
        assertEquals(expected.isEmpty(), actual.isEmpty(), this::told);
        assertEquals(expected.cardinality() == size, actual.isFull(), this::told);
        assertArrayEquals(expected.stream().toArray(), actual.stream().toArray(), this::told);
        assertEquals(Bitfield.fromBase64(size, actual.toBase64()), actual, this::told);
        for (int segment = 0; segment < size; segment++) {
            assertEquals(expected.get(segment), actual.contains(segment), this::told);
            assertEquals(expected.nextSetBit(segment), actual.next(segment), this::told);
            int missing = expected.nextClearBit(segment);
            assertEquals(missing < size ? missing : -1, actual.nextMissing(segment), this::told);
        }
    }

    private BitSet bits(int size) {
        var bits = new BitSet(size);
        int percent = random.nextInt(101);
        for (int segment = 0; segment < size; segment++) {
            bits.set(segment, random.nextInt(100) < percent);
        }
        return bits;
    }

    private static Bitfield bitfield(int size, BitSet bits) {
        return Bitfield.of(size, bits.stream().toArray());
    }

    private static BitSet changed(BitSet bits, Consumer<BitSet> change) {
        var copy = (BitSet) bits.clone();
        change.accept(copy);
        return copy;
    }

    private String told() {
        return "seed " + seed;
    }
}
