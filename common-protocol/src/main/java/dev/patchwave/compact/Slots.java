package dev.patchwave.compact;

/** Which rows of a table are taken. A row that was let go of is given out again before a new one is made. */
public final class Slots {
    private final IntColumn free = new IntColumn();
    private int freeCount;
    private int madeCount;

    public int take() {
        return freeCount > 0 ? free.get(--freeCount) : madeCount++;
    }

    /** The row must be taken. */
    public void release(int slot) {
        free.set(freeCount++, slot);
    }

    /** How many are taken. */
    public int size() {
        return madeCount - freeCount;
    }
}
