package dev.patchwave.table;

/** Hands out slots: the one that was given back last, else the next new one. Not thread-safe. */
public final class Slots {
    private final IntPages free = new IntPages();
    private int freeCount;
    private int end;

    /** A slot that is nobody else's until it is given back. */
    public int take() {
        return freeCount > 0 ? free.get(--freeCount) : end++;
    }

    /** Gives a slot back; the caller must have it. */
    public void giveBack(int slot) {
        free.set(freeCount++, slot);
    }

    /** How many are taken. */
    public int taken() {
        return end - freeCount;
    }

    /** Every slot that was ever taken is below this. */
    public int end() {
        return end;
    }
}
