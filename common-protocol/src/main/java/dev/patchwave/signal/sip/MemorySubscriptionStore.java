package dev.patchwave.signal.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.table.LongPages;
import dev.patchwave.table.ObjectPages;
import dev.patchwave.table.SlotIndex;
import dev.patchwave.table.SlotLists;
import dev.patchwave.table.Slots;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Subscriptions in memory only: for tests, and in front of a store that keeps bytes. Each is packed into some 200 bytes and
 * unpacked when it is asked for; with its places in the indexes it takes less than 300. As large as the notifier's limit allows.
 * Any thread.
 */
public final class MemorySubscriptionStore implements SubscriptionStore {
    private static final long BUCKET_MILLIS = Duration.ofMinutes(1).toMillis();

    private final DenseSubscriptions dense = new DenseSubscriptions();
    private final Slots slots = new Slots();
    private final ObjectPages<byte[]> records = new ObjectPages<>();
    private final LongPages ends = new LongPages(); // In milliseconds.
    private final SlotIndex byId = new SlotIndex();
    private final SlotIndex bySubscriber = new SlotIndex();
    private final SlotLists<Long> byEnd = new SlotLists<>(); // By the minute.

    @Override
    public synchronized void put(SubscriptionRecord record) {
        delete(record.id());
        int slot = slots.take();
        records.set(slot, dense.pack(record));
        ends.set(slot, record.expires().toEpochMilli());
        byId.add(slot, record.id().hashCode());
        bySubscriber.add(slot, record.subscriber().uri().hashCode());
        byEnd.add(bucket(ends.get(slot)), slot);
    }

    @Override
    public synchronized Optional<SubscriptionRecord> get(String id) {
        for (int slot = byId.first(id.hashCode()); slot != SlotIndex.NONE; slot = byId.after(slot)) {
            SubscriptionRecord record = record(slot);
            if (record.id().equals(id)) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized void delete(String id) {
        int slot = find(id);
        if (slot != SlotIndex.NONE) {
            byId.remove(slot);
            bySubscriber.remove(slot);
            byEnd.remove(bucket(ends.get(slot)), slot);
            dense.release(records.get(slot));
            records.set(slot, null);
            slots.giveBack(slot);
        }
    }

    @Override
    public synchronized List<SubscriptionRecord> ofSubscriber(SubscriberId subscriber) {
        var found = new ArrayList<SubscriptionRecord>();
        int slot = bySubscriber.first(subscriber.uri().hashCode());
        for (; slot != SlotIndex.NONE; slot = bySubscriber.after(slot)) {
            SubscriptionRecord record = record(slot);
            if (record.subscriber().equals(subscriber)) {
                found.add(record);
            }
        }
        return found;
    }

    @Override
    public synchronized List<SubscriptionRecord> over(Instant now, int most) {
        var over = new ArrayList<SubscriptionRecord>();
        long nowMillis = now.toEpochMilli();
        Long bucket = byEnd.isEmpty() ? null : byEnd.firstKey();
        for (; bucket != null && bucket <= bucket(nowMillis) && over.size() < most; bucket = byEnd.keyAfter(bucket)) {
            int slot = byEnd.first(bucket);
            for (; slot != SlotLists.NONE && over.size() < most; slot = byEnd.after(slot)) {
                if (ends.get(slot) <= nowMillis) {
                    over.add(record(slot));
                }
            }
        }
        return over;
    }

    @Override
    public synchronized long count() {
        return slots.taken();
    }

    /** When the next subscription is over, to the millisecond; empty when there is none. */
    public synchronized Optional<Instant> nextEnd() {
        if (byEnd.isEmpty()) {
            return Optional.empty();
        }
        long next = Long.MAX_VALUE;
        for (int slot = byEnd.first(byEnd.firstKey()); slot != SlotLists.NONE; slot = byEnd.after(slot)) {
            next = Math.min(next, ends.get(slot));
        }
        return Optional.of(Instant.ofEpochMilli(next));
    }

    private int find(String id) {
        int slot = byId.first(id.hashCode());
        while (slot != SlotIndex.NONE && !dense.id(records.get(slot)).equals(id)) {
            slot = byId.after(slot);
        }
        return slot;
    }

    private SubscriptionRecord record(int slot) {
        return dense.unpack(records.get(slot));
    }

    private static long bucket(long millis) {
        return Math.floorDiv(millis, BUCKET_MILLIS);
    }
}
