package dev.patchwave.disk;

import java.util.Arrays;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** One file: what programs see of it, and what of that has reached the platter. */
final class DiskFile implements DiskNode {
    static final int SECTOR_BYTES = 512;

    private byte[] seen = new byte[0];
    private byte[] kept = new byte[0];
    private final TreeSet<Integer> dirtySectors = new TreeSet<>();

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
        for (int sector = at / SECTOR_BYTES; sector * SECTOR_BYTES < at + bytes.length; sector++) {
            dirtySectors.add(sector);
        }
    }

    void resize(int length) {
        for (int sector = Math.min(length, seen.length) / SECTOR_BYTES;
                sector * SECTOR_BYTES < Math.max(length, seen.length);
                sector++) {
            dirtySectors.add(sector);
        }
        seen = Arrays.copyOf(seen, length);
    }

    void force() {
        kept = seen.clone();
        dirtySectors.clear();
    }

    /** Of what was not forced, each sector is there or not; the length is the old or the new one. */
    void losePower(RandomGenerator random) {
        boolean longer = random.nextBoolean();
        byte[] left = Arrays.copyOf(kept, longer ? seen.length : kept.length);
        for (int sector : dirtySectors) {
            int from = sector * SECTOR_BYTES;
            int to = Math.min(Math.min(from + SECTOR_BYTES, seen.length), left.length);
            if (from < to && random.nextBoolean()) {
                System.arraycopy(seen, from, left, from, to - from);
            }
        }
        seen = left;
        force();
    }

    void flip(int bit) {
        seen[bit / 8] ^= (byte) (1 << bit % 8);
        kept = seen.clone();
    }
}
