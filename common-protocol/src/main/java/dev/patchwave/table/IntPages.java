package dev.patchwave.table;

import java.util.Arrays;

/** A column of ints that grows by a page at a time: nothing is copied when it does, and no more than a page is unused. Not thread-safe. */
public final class IntPages {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_INTS = 1 << PAGE_BITS;

    private int[][] pages = new int[0][];

    /** 0 where nothing was set. */
    public int get(int slot) {
        int page = slot >>> PAGE_BITS;
        return page < pages.length ? pages[page][slot & PAGE_INTS - 1] : 0;
    }

    public void set(int slot, int value) {
        int page = slot >>> PAGE_BITS;
        if (page >= pages.length) {
            grow(page);
        }
        pages[page][slot & PAGE_INTS - 1] = value;
    }

    private void grow(int page) {
        int before = pages.length;
        pages = Arrays.copyOf(pages, page + 1);
        for (int i = before; i <= page; i++) {
            pages[i] = new int[PAGE_INTS];
        }
    }
}
