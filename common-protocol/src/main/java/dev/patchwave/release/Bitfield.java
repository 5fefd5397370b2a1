package dev.patchwave.release;

import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * An immutable set of segment indexes of one release. Iteration is by rising index, so replays agree.
 *
 * <p>On the wire a bitfield is base64 of its bytes, segment 0 in the lowest bit of the first byte; spare bits are zero.
 */
public final class Bitfield {
    private static final int WORD_SHIFT = 6;

    private final int size;
    private final long[] words; // Never changed; spare bits are zero.

    private Bitfield(int size, long[] words) {
        this.size = size;
        this.words = words;
    }

    /** The given segments out of {@code size}. */
    public static Bitfield of(int size, int... segments) {
        long[] words = wordsFor(size);
        for (int segment : segments) {
            set(size, words, segment);
        }
        return new Bitfield(size, words);
    }

    /** No segment out of {@code size}. */
    public static Bitfield empty(int size) {
        return new Bitfield(size, wordsFor(size));
    }

    /** Every segment of {@code size}. */
    public static Bitfield full(int size) {
        long[] words = wordsFor(size);
        Arrays.fill(words, -1L);
        if (words.length > 0) {
            words[words.length - 1] >>>= -size; // The shift counts modulo 64.
        }
        return new Bitfield(size, words);
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
        var bits = BitSet.valueOf(bytes);
        if (bits.length() > size) {
            throw beyond(size, bits.length() - 1);
        }
        return new Bitfield(size, Arrays.copyOf(bits.toLongArray(), wordsFor(size).length));
    }

    public String toBase64() {
        byte[] bytes = new byte[lengthBytes(size)];
        byte[] used = bits().toByteArray();
        System.arraycopy(used, 0, bytes, 0, used.length);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** How many segments the release has. */
    public int size() {
        return size;
    }

    /** How many segments are in this set. */
    public int count() {
        int count = 0;
        for (long word : words) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** False for a segment beyond the size. @throws IndexOutOfBoundsException for one below 0 */
    public boolean contains(int segment) {
        if (segment < 0) {
            throw new IndexOutOfBoundsException("segment " + segment);
        }
        return segment < size && (words[segment >> WORD_SHIFT] & 1L << segment) != 0;
    }

    /** Whether all of {@code other}, of the same size, are in this set. */
    public boolean containsAll(Bitfield other) {
        requireSizeOf(other);
        for (int i = 0; i < words.length; i++) {
            if ((other.words[i] & ~words[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The first segment from {@code from} on that is in this set; -1 when there is none. */
    public int next(int from) {
        return from >= size ? -1 : found(from, 0);
    }

    /** The first segment from {@code from} on that is not in this set; -1 when all are. */
    public int nextMissing(int from) {
        int segment = from >= size ? -1 : found(from, -1L);
        return segment < size ? segment : -1;
    }

    /** The first bit from {@code from} on that is set once each word is taken {@code xor} a mask; -1 when there is none. */
    private int found(int from, long mask) {
        int at = from >> WORD_SHIFT;
        long word = (words[at] ^ mask) & -1L << from;
        while (word == 0) {
            if (++at == words.length) {
                return -1;
            }
            word = words[at] ^ mask;
        }
        return (at << WORD_SHIFT) + Long.numberOfTrailingZeros(word);
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    public boolean isFull() {
        return count() == size;
    }

    public Bitfield with(int segment) {
        long[] copy = words.clone();
        set(size, copy, segment);
        return new Bitfield(size, copy);
    }

    public Bitfield union(Bitfield other) {
        requireSizeOf(other);
        long[] copy = words.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] |= other.words[i];
        }
        return new Bitfield(size, copy);
    }

    public Bitfield and(Bitfield other) {
        requireSizeOf(other);
        long[] copy = words.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] &= other.words[i];
        }
        return new Bitfield(size, copy);
    }

    public Bitfield minus(Bitfield other) {
        requireSizeOf(other);
        long[] copy = words.clone();
        for (int i = 0; i < copy.length; i++) {
            copy[i] &= ~other.words[i];
        }
        return new Bitfield(size, copy);
    }

    /** What a holder of this set still lacks. */
    public Bitfield complement() {
        return full(size).minus(this);
    }

    /** The segments in this set, rising. */
    public IntStream stream() {
        return bits().stream();
    }

    private void requireSizeOf(Bitfield other) {
        if (other.size != size) {
            throw new IllegalArgumentException("bitfields of " + size + " and " + other.size + " segments do not mix");
        }
    }

    private BitSet bits() {
        return BitSet.valueOf(words);
    }

    private static void set(int size, long[] words, int segment) {
        if (segment < 0) {
            throw new IndexOutOfBoundsException("segment " + segment);
        }
        if (segment >= size) {
            throw beyond(size, segment);
        }
        words[segment >> WORD_SHIFT] |= 1L << segment;
    }

    private static IllegalArgumentException beyond(int size, int segment) {
        return new IllegalArgumentException("segment " + segment + " in a bitfield of " + size);
    }

    private static long[] wordsFor(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("a bitfield cannot have " + size + " segments");
        }
        return new long[Math.ceilDiv(size, Long.SIZE)];
    }

    private static int lengthBytes(int size) {
        return (size + 7) / 8;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Bitfield field && size == field.size && Arrays.equals(words, field.words));
    }

    @Override
    public int hashCode() {
        return 31 * size + Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return bits() + "/" + size;
    }
}
