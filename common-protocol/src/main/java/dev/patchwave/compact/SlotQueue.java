package dev.patchwave.compact;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * Slots by rising key of their rows: a binary heap that knows where each slot is, so that any may leave or change. Takes 8 bytes
 * for each slot. In which order slots of equal keys come is not said, but the same calls make the same order.
 */
public final class SlotQueue {
    private final IntToLongFunction keyOfSlot;
    private final IntColumn heap = new IntColumn();
    private final IntColumn places = new IntColumn();
    private int size;

    public SlotQueue(IntToLongFunction keyOfSlot) {
        this.keyOfSlot = keyOfSlot;
    }

    public int size() {
        return size;
    }

    /** The slot of the lowest key. There must be one. */
    public int first() {
        if (size == 0) {
            throw new IllegalStateException("the queue is empty");
        }
        return heap.get(0);
    }

    /** Must not be here yet. */
    public void add(int slot) {
        put(size++, slot);
        rise(size - 1);
    }

    /** Must be here, and its key as it was. */
    public void remove(int slot) {
        int place = places.get(slot);
        int last = heap.get(--size);
        if (last != slot) {
            put(place, last);
            changed(last);
        }
    }

    /** The row of a slot that is here got another key. */
    public void changed(int slot) {
        rise(places.get(slot));
        sink(places.get(slot));
    }

    /** Slots whose key is {@code most} or less, lowest first. */
    public IntStream upTo(long most, int limitSlots) {
        var found = IntStream.builder();
        var candidates = new PriorityQueue<Integer>(Comparator.comparingLong(this::key));
        candidates.add(0);
        for (int left = limitSlots; left > 0 && !candidates.isEmpty(); ) {
            int place = candidates.remove();
            if (place < size && key(place) <= most) {
                found.add(heap.get(place));
                left--;
                offer(candidates, 2 * place + 1);
                offer(candidates, 2 * place + 2);
            }
        }
        return found.build();
    }

    private void offer(PriorityQueue<Integer> candidates, int place) {
        if (place < size) {
            candidates.add(place);
        }
    }

    private void rise(int from) {
        int place = from;
        int slot = heap.get(place);
        long key = keyOfSlot.applyAsLong(slot);
        while (place > 0 && key((place - 1) / 2) > key) {
            put(place, heap.get((place - 1) / 2));
            place = (place - 1) / 2;
        }
        put(place, slot);
    }

    private void sink(int from) {
        int place = from;
        int slot = heap.get(place);
        long key = keyOfSlot.applyAsLong(slot);
        for (int child = lowerChild(place); child < size && key(child) < key; child = lowerChild(place)) {
            put(place, heap.get(child));
            place = child;
        }
        put(place, slot);
    }

    private int lowerChild(int place) {
        int left = 2 * place + 1;
        return left + 1 < size && key(left + 1) < key(left) ? left + 1 : left;
    }

    private long key(int place) {
        return keyOfSlot.applyAsLong(heap.get(place));
    }

    private void put(int place, int slot) {
        heap.set(place, slot);
        places.set(slot, place);
    }
}
