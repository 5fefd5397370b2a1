package dev.patchwave.table;

/**
 * Finds slots by the hash of a key; the keys themselves are the caller's, who compares them. Several slots may have one hash:
 * they are found in the order in which they were added.
 *
 * <p>A hash table that grows by one bucket at a time (linear hashing, Litwin 1980), so that no addition among millions waits for all of
 * them to move. 12 bytes a slot. Not thread-safe.
 */
public final class SlotIndex {
    /** In place of a slot: there is none. */
    public static final int NONE = -1;

    private static final int FIRST_BUCKETS = 16;

    private final IntPages heads = new IntPages(); // Slots plus one, so that 0 is none.
    private final IntPages next = new IntPages();
    private final IntPages hashes = new IntPages();
    private int level = FIRST_BUCKETS; // A power of two; buckets below `split` are spread over twice as many.
    private int split;
    private int count;

    /** Adds a slot that is not in here, under this hash. */
    public void add(int slot, int hash) {
        hashes.set(slot, hash);
        append(bucket(hash), slot);
        count++;
        if (count > level + split) {
            splitOne();
        }
    }

    /** Takes a slot out that is in here. */
    public void remove(int slot) {
        int bucket = bucket(hashes.get(slot));
        int before = NONE;
        int at = heads.get(bucket) - 1;
        while (at != slot) {
            if (at == NONE) {
                throw new IllegalStateException("slot " + slot + " is not in the index");
            }
            before = at;
            at = next.get(at) - 1;
        }
        link(bucket, before, next.get(slot) - 1);
        count--;
    }

    /** The first slot with this hash, or {@link #NONE}. */
    public int first(int hash) {
        return sameOrLater(heads.get(bucket(hash)) - 1, hash);
    }

    /** The next slot with the same hash as this one, or {@link #NONE}. */
    public int after(int slot) {
        return sameOrLater(next.get(slot) - 1, hashes.get(slot));
    }

    private int sameOrLater(int slot, int hash) {
        int at = slot;
        while (at != NONE && hashes.get(at) != hash) {
            at = next.get(at) - 1;
        }
        return at;
    }

    private int bucket(int hash) {
        int mixed = mixed(hash);
        int bucket = mixed & level - 1;
        return bucket < split ? mixed & 2 * level - 1 : bucket;
    }

    private void splitOne() {
        int at = heads.get(split) - 1;
        int low = split;
        split++;
        link(low, NONE, NONE);
        while (at != NONE) {
            int following = next.get(at) - 1;
            append(bucket(hashes.get(at)), at);
            at = following;
        }
        if (split == level) {
            level *= 2;
            split = 0;
        }
    }

    private void append(int bucket, int slot) {
        int last = NONE;
        for (int at = heads.get(bucket) - 1; at != NONE; at = next.get(at) - 1) {
            last = at;
        }
        link(bucket, last, slot);
        next.set(slot, 0);
    }

    private void link(int bucket, int before, int slot) {
        if (before == NONE) {
            heads.set(bucket, slot + 1);
        } else {
            next.set(before, slot + 1);
        }
    }

    /** Spreads what differs in the upper bits only. */
    private static int mixed(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x7feb352d;
        mixed = (mixed ^ mixed >>> 15) * 0x846ca68b;
        return mixed ^ mixed >>> 16;
    }
}
