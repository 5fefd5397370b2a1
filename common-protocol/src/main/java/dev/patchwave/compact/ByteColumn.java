package dev.patchwave.compact;

import java.util.Arrays;

/** One byte for each row, 0 where none was set. 0 and more are rows; 1 024 of them grow at once. */
public final class ByteColumn {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;

    private byte[][] pages = new byte[1][];
    private int pageCount;

    public byte get(int row) {
        int page = row >>> PAGE_BITS;
        return page < pageCount ? pages[page][row & (PAGE_ROWS - 1)] : 0;
    }

    public void set(int row, byte value) {
        int page = row >>> PAGE_BITS;
        while (page >= pageCount) {
            grow();
        }
        pages[page][row & (PAGE_ROWS - 1)] = value;
    }

    private void grow() {
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pageCount);
        }
        pages[pageCount++] = new byte[PAGE_ROWS];
    }
}
