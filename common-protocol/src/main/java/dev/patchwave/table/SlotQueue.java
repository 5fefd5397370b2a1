package dev.patchwave.table;

import java.util.ArrayDeque;

/** A queue of slots, first in first out; 4 bytes for each that waits. Not thread-safe. */
public final class SlotQueue {
    private static final int PAGE_SLOTS = 1024;

    private final ArrayDeque<int[]> pages = new ArrayDeque<>();
    private int head; // In the first page.
    private int tail = PAGE_SLOTS; // In the last page; full, so that the first addition makes one.

    public boolean isEmpty() {
        return pages.isEmpty();
    }

    public void add(int slot) {
        if (tail == PAGE_SLOTS) {
            pages.addLast(new int[PAGE_SLOTS]);
            tail = 0;
        }
        pages.getLast()[tail++] = slot;
    }

    /** The one that waited longest. @throws java.util.NoSuchElementException when nobody waits */
    public int remove() {
        int slot = pages.getFirst()[head++];
        if (head == PAGE_SLOTS) {
            pages.removeFirst();
            head = 0;
        }
        if (pages.size() == 1 && head == tail) {
            pages.clear();
            head = 0;
            tail = PAGE_SLOTS;
        }
        return slot;
    }
}
