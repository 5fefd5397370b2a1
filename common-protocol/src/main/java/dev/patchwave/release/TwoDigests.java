package dev.patchwave.release;

import java.security.MessageDigest;

/**
 * Two SHA-256 at a time on one core.
 *
 * <p>Each round of a SHA-256 waits for the one before, and leaves most of the core idle meanwhile. Where two take a block each in turn, the core does the one's
 * while it waits for the other's: both take about half as long again as one alone.
 */
public final class TwoDigests {
    /** Of SHA-256. */
    static final int BLOCK_BYTES = 64;

    private TwoDigests() {}

    /** Both take the same {@code count} bytes. Best where both have taken whole blocks before. */
    public static void update(MessageDigest one, MessageDigest other, byte[] bytes, int at, int count) {
        update(one, at, at + count, other, at, at + count, bytes);
    }

    /** Each takes the bytes from its first to before its last. Best where what it took before and these begin at a block. */
    static void update(
            MessageDigest one, int first, int last, MessageDigest other, int otherFirst, int otherLast, byte[] bytes) {
        int at = first;
        int otherAt = otherFirst;
        while (at < last || otherAt < otherLast) {
            int count = Math.min(BLOCK_BYTES, last - at);
            one.update(bytes, at, count);
            at += count;
            int otherCount = Math.min(BLOCK_BYTES, otherLast - otherAt);
            other.update(bytes, otherAt, otherCount);
            otherAt += otherCount;
        }
    }
}
