package dev.patchwave.release;

import java.util.Base64;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * An immutable set of segment indexes of one release. Iteration is by rising index, so replays agree.
 *
 * <p>On the wire a bitfield is base64 of its bytes, segment 0 in the lowest bit of the first byte; spare bits are zero.
 */
public final class Bitfield {
    private final int size;
    private final BitSet bits;

    private Bitfield(int size, BitSet bits) {
        if (size < 0) {
            throw new IllegalArgumentException("a bitfield cannot have " + size + " segments");
        }
        if (bits.length() > size) {
            throw new IllegalArgumentException("segment " + (bits.length() - 1) + " in a bitfield of " + size);
        }
        this.size = size;
        this.bits = bits;
    }

    /** The given segments out of {@code size}. */
    public static Bitfield of(int size, int... segments) {
        var bits = new BitSet(size);
        for (int segment : segments) {
            bits.set(segment);
        }
        return new Bitfield(size, bits);
    }

    /** No segment out of {@code size}. */
    public static Bitfield empty(int size) {
        return new Bitfield(size, new BitSet());
    }

    /** Every segment of {@code size}. */
    public static Bitfield full(int size) {
        var bits = new BitSet(size);
        bits.set(0, size);
        return new Bitfield(size, bits);
    }

    /**
     * Reads the wire form.
     *
     * @throws IllegalArgumentException when it is no base64, has the wrong length, or names a segment beyond {@code size}
     */
    public static Bitfield fromBase64(int size, String base64) {
        byte[] bytes = Base64.getDecoder().decode(base64);
        if (bytes.length != lengthBytes(size)) {
            throw new IllegalArgumentException(
                    "a bitfield of " + size + " segments has " + lengthBytes(size) + " bytes, not " + bytes.length);
        }
        return new Bitfield(size, BitSet.valueOf(bytes));
    }

    public String toBase64() {
        byte[] bytes = new byte[lengthBytes(size)];
        byte[] used = bits.toByteArray();
        System.arraycopy(used, 0, bytes, 0, used.length);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** How many segments the release has. */
    public int size() {
        return size;
    }

    /** How many segments are in this set. */
    public int count() {
        return bits.cardinality();
    }

    public boolean contains(int segment) {
        return bits.get(segment);
    }

    /** The first segment from {@code from} on that is in this set; -1 when there is none. */
    public int next(int from) {
        return bits.nextSetBit(from);
    }

    /** The first segment from {@code from} on that is not in this set; -1 when all are. */
    public int nextMissing(int from) {
        int segment = bits.nextClearBit(from);
        return segment < size ? segment : -1;
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public boolean isFull() {
        return bits.cardinality() == size;
    }

    public Bitfield with(int segment) {
        var copy = copy();
        copy.set(segment);
        return new Bitfield(size, copy);
    }

    public Bitfield union(Bitfield other) {
        var copy = copyFor(other);
        copy.or(other.bits);
        return new Bitfield(size, copy);
    }

    public Bitfield and(Bitfield other) {
        var copy = copyFor(other);
        copy.and(other.bits);
        return new Bitfield(size, copy);
    }

    public Bitfield minus(Bitfield other) {
        var copy = copyFor(other);
        copy.andNot(other.bits);
        return new Bitfield(size, copy);
    }

    /** What a holder of this set still lacks. */
    public Bitfield complement() {
        return full(size).minus(this);
    }

    /** The segments in this set, rising. */
    public IntStream stream() {
        return bits.stream();
    }

    private BitSet copyFor(Bitfield other) {
        if (other.size != size) {
            throw new IllegalArgumentException("bitfields of " + size + " and " + other.size + " segments do not mix");
        }
        return copy();
    }

    private BitSet copy() {
        return (BitSet) bits.clone();
    }

    private static int lengthBytes(int size) {
        return (size + 7) / 8;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bitfield field && size == field.size && bits.equals(field.bits);
    }

    @Override
    public int hashCode() {
        return 31 * size + bits.hashCode();
    }

    @Override
    public String toString() {
        return bits + "/" + size;
    }
}
