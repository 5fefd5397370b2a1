package dev.patchwave.table;

import java.util.Arrays;

/** A column of references that grows by a page at a time. Not thread-safe. */
public final class ObjectPages<T> {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_REFERENCES = 1 << PAGE_BITS;

    private Object[][] pages = new Object[0][];

    /** Null where nothing was set. */
    @SuppressWarnings("unchecked") // Only set() puts something in.
    public T get(int slot) {
        int page = slot >>> PAGE_BITS;
        return page < pages.length ? (T) pages[page][slot & PAGE_REFERENCES - 1] : null;
    }

    /** Keeps a value, or lets go of what was there where it is null. */
    public void set(int slot, T value) {
        int page = slot >>> PAGE_BITS;
        if (page >= pages.length) {
            grow(page);
        }
        pages[page][slot & PAGE_REFERENCES - 1] = value;
    }

    private void grow(int page) {
        int before = pages.length;
        pages = Arrays.copyOf(pages, page + 1);
        for (int i = before; i <= page; i++) {
            pages[i] = new Object[PAGE_REFERENCES];
        }
    }
}
