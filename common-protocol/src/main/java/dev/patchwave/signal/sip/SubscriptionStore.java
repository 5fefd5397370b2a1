package dev.patchwave.signal.sip;

import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the notifier keeps its subscriptions. A put that returned must survive a crash where the store is a durable one;
 * {@link SubscriptionRecord#toBytes} is the form to keep. Called by one thread at a time.
 */
public interface SubscriptionStore {
    /** Keeps a record in place of the one of the same id. */
    void put(SubscriptionRecord record);

    /**
     * Keeps a record that differs from the one of the same id only in what a NOTIFY changes. A durable store need not write each of
     * these, as long as it never gives out a CSeq twice, not even after a crash.
     */
    default void putNotified(SubscriptionRecord record) {
        put(record);
    }

    Optional<SubscriptionRecord> get(String id);

    /** Nothing happens when there is none. */
    void delete(String id);

    /** Every subscription of a subscriber, over or not. */
    List<SubscriptionRecord> ofSubscriber(SubscriberId subscriber);

    /** Up to {@code most} records that are over at {@code now}. */
    List<SubscriptionRecord> over(Instant now, int most);

    /** How many there are; an estimate will do. */
    long count();
}
