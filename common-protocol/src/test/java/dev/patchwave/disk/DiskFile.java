package dev.patchwave.disk;

import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/** One file: what programs see of it, and what of that has reached the platter. */
final class DiskFile implements DiskNode {
    static final int SECTOR_BYTES = 512;

    private byte[] seen = new byte[0];
    private byte[] kept = new byte[0];
    private final BitSet dirtySectors = new BitSet();

    int length() {
        return seen.length;
    }

    int read(int at, byte[] into, int offset, int most) {
        int count = Math.min(most, seen.length - at);
        if (count > 0) {
            System.arraycopy(seen, at, into, offset, count);
        }
        return count;
    }

    void write(int at, byte[] bytes) {
        if (at + bytes.length > seen.length) {
            resize(at + bytes.length);
        }
        System.arraycopy(bytes, 0, seen, at, bytes.length);
        dirtySectors.set(at / SECTOR_BYTES, sectors(at + bytes.length));
    }

    void resize(int length) {
        int first = Math.min(length, seen.length) / SECTOR_BYTES;
        dirtySectors.set(first, Math.max(first, sectors(Math.max(length, seen.length))));
        seen = Arrays.copyOf(seen, length);
    }

    void force() {
        kept = kept.length == seen.length ? kept : Arrays.copyOf(kept, seen.length);
        dirtySectors.stream().map(sector -> sector * SECTOR_BYTES).forEach(from -> {
            int to = Math.min(from + SECTOR_BYTES, seen.length);
            if (from < to) {
                System.arraycopy(seen, from, kept, from, to - from);
            }
        });
        dirtySectors.clear();
    }

    private static int sectors(int bytes) {
        return (bytes + SECTOR_BYTES - 1) / SECTOR_BYTES;
    }

    /** Of what was not forced, each sector is there or not; the length is the old or the new one. */
    void losePower(RandomGenerator random) {
        boolean longer = random.nextBoolean();
        byte[] left = Arrays.copyOf(kept, longer ? seen.length : kept.length);
        for (int sector : dirtySectors.stream().toArray()) {
            int from = sector * SECTOR_BYTES;
            int to = Math.min(Math.min(from + SECTOR_BYTES, seen.length), left.length);
            if (from < to && random.nextBoolean()) {
                System.arraycopy(seen, from, left, from, to - from);
            }
        }
        seen = left;
        kept = left.clone();
        dirtySectors.clear();
    }

    void flip(int bit) {
        seen[bit / 8] ^= (byte) (1 << bit % 8);
        kept[bit / 8] = seen[bit / 8];
    }
}
