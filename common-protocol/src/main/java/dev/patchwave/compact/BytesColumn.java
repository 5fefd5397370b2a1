package dev.patchwave.compact;

import java.util.Arrays;

/** Some bytes for each row, none where none were set. They are not copied: whoever hands them over or gets them leaves them as they are. */
public final class BytesColumn {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_ROWS = 1 << PAGE_BITS;
    private static final byte[] NOTHING = {};

    private byte[][][] pages = new byte[1][][];
    private int pageCount;

    public byte[] get(int row) {
        int page = row >>> PAGE_BITS;
        return page < pageCount ? pages[page][row & (PAGE_ROWS - 1)] : NOTHING;
    }

    public void set(int row, byte[] value) {
        int page = row >>> PAGE_BITS;
        while (page >= pageCount) {
            grow();
        }
        pages[page][row & (PAGE_ROWS - 1)] = value;
    }

    /** Lets go of the bytes of a row. */
    public void clear(int row) {
        set(row, NOTHING);
    }

    private void grow() {
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, 2 * pageCount);
        }
        byte[][] page = new byte[PAGE_ROWS][];
        Arrays.fill(page, NOTHING);
        pages[pageCount++] = page;
    }
}
