package dev.patchwave.signal.sip;

import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Subscriptions in memory only: for tests, and as the index in front of a store that keeps bytes. As large as the
 * notifier's limit allows. Any thread.
 */
public final class MemorySubscriptionStore implements SubscriptionStore {
    private final Map<String, SubscriptionRecord> records = new LinkedHashMap<>();
    private final Map<SubscriberId, NavigableSet<String>> bySubscriber = new LinkedHashMap<>();
    private final NavigableMap<Instant, NavigableSet<String>> byEnd = new TreeMap<>();

    @Override
    public synchronized void put(SubscriptionRecord record) {
        delete(record.id());
        records.put(record.id(), record);
        bySubscriber
                .computeIfAbsent(record.subscriber(), key -> new TreeSet<>())
                .add(record.id());
        byEnd.computeIfAbsent(record.expires(), key -> new TreeSet<>()).add(record.id());
    }

    @Override
    public synchronized Optional<SubscriptionRecord> get(String id) {
        return Optional.ofNullable(records.get(id));
    }

    @Override
    public synchronized void delete(String id) {
        SubscriptionRecord gone = records.remove(id);
        if (gone != null) {
            remove(bySubscriber, gone.subscriber(), id);
            remove(byEnd, gone.expires(), id);
        }
    }

    @Override
    public synchronized List<SubscriptionRecord> ofSubscriber(SubscriberId subscriber) {
        NavigableSet<String> ids = bySubscriber.get(subscriber);
        return ids == null ? List.of() : ids.stream().map(records::get).toList();
    }

    @Override
    public synchronized List<SubscriptionRecord> over(Instant now, int most) {
        return byEnd.headMap(now, true).values().stream()
                .flatMap(NavigableSet::stream)
                .limit(most)
                .map(records::get)
                .toList();
    }

    @Override
    public synchronized long count() {
        return records.size();
    }

    /** When the next subscription is over; empty when there is none. */
    public synchronized Optional<Instant> nextEnd() {
        return byEnd.isEmpty() ? Optional.empty() : Optional.of(byEnd.firstKey());
    }

    private static <K> void remove(Map<K, NavigableSet<String>> index, K key, String id) {
        NavigableSet<String> ids = index.get(key);
        ids.remove(id);
        if (ids.isEmpty()) {
            index.remove(key);
        }
    }
}
