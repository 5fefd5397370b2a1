package dev.patchwave.table;

import java.util.Arrays;

/** A column of longs that grows by a page at a time: nothing is copied when it does, and no more than a page is unused. Not thread-safe. */
public final class LongPages {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_LONGS = 1 << PAGE_BITS;

    private long[][] pages = new long[0][];

    /** 0 where nothing was set. */
    public long get(int slot) {
        int page = slot >>> PAGE_BITS;
        return page < pages.length ? pages[page][slot & PAGE_LONGS - 1] : 0;
    }

    public void set(int slot, long value) {
        int page = slot >>> PAGE_BITS;
        if (page >= pages.length) {
            grow(page);
        }
        pages[page][slot & PAGE_LONGS - 1] = value;
    }

    private void grow(int page) {
        int before = pages.length;
        pages = Arrays.copyOf(pages, page + 1);
        for (int i = before; i <= page; i++) {
            pages[i] = new long[PAGE_LONGS];
        }
    }
}
