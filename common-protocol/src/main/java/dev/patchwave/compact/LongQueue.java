package dev.patchwave.compact;

import java.util.ArrayDeque;

/** Numbers, first in first out, 8 bytes for each. */
public final class LongQueue {
    private static final int PAGE_NUMBERS = 128;

    private final ArrayDeque<long[]> pages = new ArrayDeque<>();
    private int first; // Of the first page.
    private int end; // Of the last page.

    public boolean isEmpty() {
        return pages.isEmpty();
    }

    public void add(long number) {
        if (pages.isEmpty() || end == PAGE_NUMBERS) {
            pages.add(new long[PAGE_NUMBERS]);
            end = 0;
        }
        pages.getLast()[end++] = number;
    }

    /** Takes the oldest. There must be one. */
    public long remove() {
        long number = pages.element()[first++];
        if (first == PAGE_NUMBERS || (pages.size() == 1 && first == end)) {
            pages.remove();
            first = 0;
        }
        return number;
    }
}
