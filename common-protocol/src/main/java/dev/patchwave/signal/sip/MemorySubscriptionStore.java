package dev.patchwave.signal.sip;

import dev.patchwave.compact.BytesColumn;
import dev.patchwave.compact.IntColumn;
import dev.patchwave.compact.LongColumn;
import dev.patchwave.compact.SlotIndex;
import dev.patchwave.compact.SlotQueue;
import dev.patchwave.compact.Slots;
import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Subscriptions in memory only: for tests, and as the index in front of a store that keeps bytes. Some 250 bytes for each, since
 * records are kept packed and made anew whenever they are asked for. As large as the notifier's limit allows. Any thread.
 */
public final class MemorySubscriptionStore implements SubscriptionStore {
    private final Slots slots = new Slots();
    private final BytesColumn records = new BytesColumn();
    private final IntColumn idHashes = new IntColumn();
    private final IntColumn subscriberHashes = new IntColumn();
    private final LongColumn endMillis = new LongColumn();
    private final SlotIndex byId = new SlotIndex(idHashes::get);
    private final SlotIndex bySubscriber = new SlotIndex(subscriberHashes::get);
    private final SlotQueue byEnd = new SlotQueue(endMillis::get);
    private final RecordPatterns patterns = new RecordPatterns();

    @Override
    public synchronized void put(SubscriptionRecord record) {
        int slot = slotOf(record.id());
        if (slot == SlotIndex.NONE) {
            add(record);
        } else {
            replace(slot, record);
        }
    }

    @Override
    public synchronized Optional<SubscriptionRecord> get(String id) {
        int slot = slotOf(id);
        return slot == SlotIndex.NONE ? Optional.empty() : Optional.of(record(slot));
    }

    @Override
    public synchronized void delete(String id) {
        int slot = slotOf(id);
        if (slot != SlotIndex.NONE) {
            byId.remove(slot);
            bySubscriber.remove(slot);
            byEnd.remove(slot);
            patterns.release(records.get(slot));
            records.clear(slot);
            slots.release(slot);
        }
    }

    @Override
    public synchronized List<SubscriptionRecord> ofSubscriber(SubscriberId subscriber) {
        var found = new ArrayList<SubscriptionRecord>();
        int hash = subscriber.hashCode();
        for (int slot = bySubscriber.first(hash); slot != SlotIndex.NONE; slot = bySubscriber.next(slot)) {
            if (subscriberHashes.get(slot) == hash) {
                found.add(record(slot));
            }
        }
        found.removeIf(record -> !record.subscriber().equals(subscriber));
        found.sort(Comparator.comparing(SubscriptionRecord::id));
        return List.copyOf(found);
    }

    @Override
    public synchronized List<SubscriptionRecord> over(Instant now, int most) {
        return byEnd.upTo(now.toEpochMilli(), most).mapToObj(this::record).toList();
    }

    @Override
    public synchronized long count() {
        return slots.size();
    }

    /** When the next subscription is over; empty when there is none. */
    public synchronized Optional<Instant> nextEnd() {
        return byEnd.size() == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(endMillis.get(byEnd.first())));
    }

    private void add(SubscriptionRecord record) {
        int slot = slots.take();
        records.set(slot, patterns.pack(record));
        idHashes.set(slot, record.id().hashCode());
        subscriberHashes.set(slot, record.subscriber().hashCode());
        endMillis.set(slot, record.expires().toEpochMilli());
        byId.add(slot);
        bySubscriber.add(slot);
        byEnd.add(slot);
    }

    private void replace(int slot, SubscriptionRecord record) {
        byte[] before = records.get(slot);
        records.set(slot, patterns.pack(record));
        patterns.release(before);
        if (subscriberHashes.get(slot) != record.subscriber().hashCode()) {
            bySubscriber.remove(slot);
            subscriberHashes.set(slot, record.subscriber().hashCode());
            bySubscriber.add(slot);
        }
        if (endMillis.get(slot) != record.expires().toEpochMilli()) {
            endMillis.set(slot, record.expires().toEpochMilli());
            byEnd.changed(slot);
        }
    }

    private SubscriptionRecord record(int slot) {
        return patterns.unpack(records.get(slot));
    }

    private int slotOf(String id) {
        int hash = id.hashCode();
        for (int slot = byId.first(hash); slot != SlotIndex.NONE; slot = byId.next(slot)) {
            if (idHashes.get(slot) == hash && patterns.id(records.get(slot)).equals(id)) {
                return slot;
            }
        }
        return SlotIndex.NONE;
    }
}
