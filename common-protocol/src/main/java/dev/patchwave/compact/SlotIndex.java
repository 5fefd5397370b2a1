package dev.patchwave.compact;

import java.util.function.IntUnaryOperator;

/**
 * Finds slots by the hash of what their rows hold: a linear hash table (Litwin 1980), which grows by one bucket at a time and so
 * never stops to rehash. Takes 8 bytes for each slot.
 *
 * <p>{@link #first} and {@link #next} give candidates: all with this hash, in the order in which they were added, and some with
 * others; the caller compares the rows. A row must not change its hash while it is here.
 */
public final class SlotIndex {
    public static final int NONE = -1;

    private final IntUnaryOperator hashOfSlot;
    private final IntColumn heads = new IntColumn(); // One above the slot, so that 0 is none; the same in nexts.
    private final IntColumn nexts = new IntColumn();
    private int bucketCount = 1;
    private int size;

    /** @param hashOfSlot what the row of a slot is found by; need not be mixed well */
    public SlotIndex(IntUnaryOperator hashOfSlot) {
        this.hashOfSlot = hashOfSlot;
    }

    /** The first candidate, or {@link #NONE}. */
    public int first(int hash) {
        return heads.get(bucket(hash)) - 1;
    }

    /** The candidate after another one, or {@link #NONE}. */
    public int next(int slot) {
        return nexts.get(slot) - 1;
    }

    /** Must not be here yet. */
    public void add(int slot) {
        append(bucket(hashOfSlot.applyAsInt(slot)), slot);
        size++;
        if (size > bucketCount) {
            split();
        }
    }

    /** Must be here. */
    public void remove(int slot) {
        int bucket = bucket(hashOfSlot.applyAsInt(slot));
        if (first(bucket, slot)) {
            heads.set(bucket, nexts.get(slot));
        } else {
            nexts.set(before(bucket, slot), nexts.get(slot));
        }
        size--;
    }

    private boolean first(int bucket, int slot) {
        return heads.get(bucket) - 1 == slot;
    }

    private int before(int bucket, int slot) {
        int before = heads.get(bucket) - 1;
        while (next(before) != slot) {
            before = next(before);
        }
        return before;
    }

    private void append(int bucket, int slot) {
        nexts.set(slot, 0);
        int last = heads.get(bucket) - 1;
        if (last == NONE) {
            heads.set(bucket, slot + 1);
            return;
        }
        while (next(last) != NONE) {
            last = next(last);
        }
        nexts.set(last, slot + 1);
    }

    /** The next bucket in turn gives the new one what belongs there. */
    private void split() {
        int old = bucketCount - Integer.highestOneBit(bucketCount);
        bucketCount++;
        int slot = heads.get(old) - 1;
        heads.set(old, 0);
        while (slot != NONE) {
            int next = next(slot);
            append(bucket(hashOfSlot.applyAsInt(slot)), slot);
            slot = next;
        }
    }

    private int bucket(int hash) {
        int mixed = hash * 0x9E3779B9; // The golden ratio spreads what differs in few bits.
        mixed ^= mixed >>> 15;
        int half = Integer.highestOneBit(bucketCount);
        int bucket = mixed & (2 * half - 1);
        return bucket < bucketCount ? bucket : bucket - half;
    }
}
