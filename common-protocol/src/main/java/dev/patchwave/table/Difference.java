package dev.patchwave.table;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Tells bytes by how they differ from others that are like them: for short texts of one kind, such as records of the same
 * fields, whose common parts then take next to nothing. {@link Likeness} reads what this writes.
 *
 * <pre>
 *   each step is a byte of kind (2 bits) and length - 1 (6 bits), then:
 *     LITERAL  so many bytes                  HEX   so many bytes, each of which stands for two digits
 *     FOLLOW   nothing: as in the other text, where this one has come to in it
 *     COPY     where from, 2 bytes: a place in the other text or, after its end, in this one so far
 * </pre>
 *
 * <p>The form is for memory only and may change. Not thread-safe.
 */
public final class Difference {
    static final int LITERAL = 0;
    static final int HEX = 1;
    static final int FOLLOW = 2;
    static final int COPY = 3;
    static final int LENGTH_BITS = 6;
    static final int MAX_STEP = 1 << LENGTH_BITS;
    static final String DIGITS = "0123456789abcdef";

    private static final int MAX_PLACE = 0xffff;
    /** Shorter ones would save nothing. */
    private static final int MIN_HEX_DIGITS = 8;

    private static final int MIN_FOLLOW = 3;
    private static final int MIN_COPY = 5;
    private static final int COPY_COSTS_MORE = 2;
    private static final int HASHED_BYTES = 4;
    private static final int HASH_BITS = 10;

    private final int[] places = new int[1 << HASH_BITS]; // Where four such bytes were seen last, plus 1.
    private final ByteArrayOutputStream steps = new ByteArrayOutputStream(512);
    private byte[] all = {}; // The other text, then this one.
    private int at; // How much of all is told.
    private int follow; // Where in the other text this one has come to.
    private int literal; // From here on nothing like it was found.

    /** How {@code bytes} differ from {@code like}; never much longer than they are. */
    public byte[] write(byte[] like, byte[] bytes) {
        begin(like, bytes);
        while (at < all.length) {
            int followed = equalBytes(follow, like.length);
            int place = lastPlace();
            int copied = place < 0 ? 0 : equalBytes(place, Math.min(all.length, MAX_PLACE));
            if (followed >= MIN_FOLLOW && followed >= copied - COPY_COSTS_MORE) {
                follow(followed);
            } else if (copied >= MIN_COPY) {
                copy(place, copied, like.length);
            } else {
                advance(1);
            }
        }
        tellLiterals();
        return steps.toByteArray();
    }

    private void begin(byte[] like, byte[] bytes) {
        all = Arrays.copyOf(like, like.length + bytes.length);
        System.arraycopy(bytes, 0, all, like.length, bytes.length);
        Arrays.fill(places, 0);
        steps.reset();
        at = 0;
        advance(like.length);
        follow = 0;
        literal = at;
    }

    private void follow(int length) {
        tellLiterals();
        for (int left = length; left > 0; left -= MAX_STEP) {
            step(FOLLOW, Math.min(left, MAX_STEP));
        }
        advance(length);
        literal = at;
    }

    private void copy(int place, int length, int likeLength) {
        tellLiterals();
        for (int done = 0; done < length; done += MAX_STEP) {
            step(COPY, Math.min(length - done, MAX_STEP));
            steps.write((place + done) >>> Byte.SIZE);
            steps.write(place + done);
        }
        advance(length);
        literal = at;
        if (place < likeLength) {
            follow = place + length;
        }
    }

    private void advance(int length) {
        for (int end = at + length; at < end; at++) {
            if (at + HASHED_BYTES <= all.length && at < MAX_PLACE) {
                places[hash()] = at + 1;
            }
        }
        follow += length;
    }

    private int lastPlace() {
        return at + HASHED_BYTES <= all.length ? places[hash()] - 1 : -1;
    }

    private int hash() {
        int four = (all[at] << 24) | ((all[at + 1] & 0xff) << 16) | ((all[at + 2] & 0xff) << 8) | (all[at + 3] & 0xff);
        return (four * 0x9E3779B1) >>> (Integer.SIZE - HASH_BITS);
    }

    private int equalBytes(int from, int limit) {
        int most = Math.min(limit - from, all.length - at);
        int equal = 0;
        while (equal < most && all[from + equal] == all[at + equal]) {
            equal++;
        }
        return equal;
    }

    private void tellLiterals() {
        while (literal < at) {
            int start = literal;
            int digits = hexDigits(start);
            while (digits < MIN_HEX_DIGITS && start < at) {
                start += Math.max(1, digits);
                digits = hexDigits(start);
            }
            tellBytes(start);
            tellHex(start + (digits & ~1));
        }
    }

    private void tellBytes(int end) {
        while (literal < end) {
            int length = Math.min(end - literal, MAX_STEP);
            step(LITERAL, length);
            steps.write(all, literal, length);
            literal += length;
        }
    }

    private void tellHex(int end) {
        while (literal < end) {
            int length = Math.min((end - literal) / 2, MAX_STEP);
            step(HEX, length);
            for (int i = 0; i < length; i++, literal += 2) {
                steps.write((DIGITS.indexOf(all[literal]) << 4) | DIGITS.indexOf(all[literal + 1]));
            }
        }
    }

    private int hexDigits(int from) {
        int end = from;
        while (end < at && DIGITS.indexOf(all[end]) >= 0) {
            end++;
        }
        return end - from;
    }

    private void step(int kind, int length) {
        steps.write((kind << LENGTH_BITS) | (length - 1));
    }
}
