package dev.patchwave.table;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Lists of slots, one for each key, in the order of addition; a slot is in one list at most. 8 bytes a slot, and a map's entry for
 * each list that is not empty. Not thread-safe.
 *
 * @param <K> what the lists are found by
 */
public final class SlotLists<K extends Comparable<K>> {
    /** In place of a slot: there is none. */
    public static final int NONE = -1;

    private static final class Ends {
        private int first = NONE;
        private int last = NONE;
    }

    private final NavigableMap<K, Ends> lists = new TreeMap<>();
    private final IntPages next = new IntPages(); // Slots plus one, so that 0 is none.
    private final IntPages previous = new IntPages();

    /** Puts a slot that is in no list at the end of this one. */
    public void add(K key, int slot) {
        Ends ends = lists.computeIfAbsent(key, any -> new Ends());
        next.set(slot, 0);
        previous.set(slot, ends.last + 1);
        if (ends.last == NONE) {
            ends.first = slot;
        } else {
            next.set(ends.last, slot + 1);
        }
        ends.last = slot;
    }

    /** Takes a slot out of the list that it is in. */
    public void remove(K key, int slot) {
        Ends ends = lists.get(key);
        int before = previous.get(slot) - 1;
        int after = next.get(slot) - 1;
        if (before == NONE) {
            ends.first = after;
        } else {
            next.set(before, after + 1);
        }
        if (after == NONE) {
            ends.last = before;
        } else {
            previous.set(after, before + 1);
        }
        if (ends.first == NONE) {
            lists.remove(key);
        }
    }

    /** The first of a list, or {@link #NONE}. */
    public int first(K key) {
        Ends ends = lists.get(key);
        return ends == null ? NONE : ends.first;
    }

    /** The one after this in its list, or {@link #NONE}. */
    public int after(int slot) {
        return next.get(slot) - 1;
    }

    public boolean isEmpty() {
        return lists.isEmpty();
    }

    /** The lowest key whose list is not empty. @throws java.util.NoSuchElementException when all are empty */
    public K firstKey() {
        return lists.firstKey();
    }

    /** The lowest key above this one whose list is not empty; null when there is none. */
    public K keyAfter(K key) {
        Map.Entry<K, Ends> higher = lists.higherEntry(key);
        return higher == null ? null : higher.getKey();
    }
}
