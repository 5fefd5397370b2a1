package dev.patchwave.table;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** A byte for each of some slots, be they few among many or all of them: some 2 bytes a slot where most have one. Not thread-safe. */
public final class SparseBytes {
    private static final int PAGE_BITS = 6;
    private static final int PAGE_BYTES = 1 << PAGE_BITS;

    private final Map<Integer, byte[]> pages = new TreeMap<>(); // Sorted, so that replays agree.

    /** 0 where nothing was set. */
    public byte get(int slot) {
        byte[] page = pages.get(slot >>> PAGE_BITS);
        return page == null ? 0 : page[slot & PAGE_BYTES - 1];
    }

    public void set(int slot, byte value) {
        pages.computeIfAbsent(slot >>> PAGE_BITS, any -> new byte[PAGE_BYTES])[slot & PAGE_BYTES - 1] = value;
    }

    /** Every slot whose byte is not 0, by number; set() may be called meanwhile for the slot at hand. */
    public void forEach(IntConsumer slots) {
        pages.forEach((number, page) -> {
            for (int i = 0; i < PAGE_BYTES; i++) {
                if (page[i] != 0) {
                    slots.accept((number << PAGE_BITS) + i);
                }
            }
        });
    }
}
