package dev.patchwave.source.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.signal.sip.SubscriptionStore;
import dev.patchwave.source.state.StateKeeper;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Subscriptions in memory, written behind to the {@link StateKeeper}.
 *
 * <p>A put does not wait for the disk: at thousands of NOTIFYs a second each would wait for a sync, only so that no CSeq is used
 * twice. Instead the CSeqs jump at a restart, over more than can have been sent meanwhile.
 * A SUBSCRIBE is answered only when {@link StateKeeper#durable} says so.
 */
final class DurableSubscriptions implements SubscriptionStore {
    private final StateKeeper keeper;
    private final MemorySubscriptionStore memory;

    /** @param kept as {@link StateKeeper#load} filled it; nobody else's from now on */
    DurableSubscriptions(StateKeeper keeper, MemorySubscriptionStore kept) {
        this.keeper = keeper;
        this.memory = kept;
    }

    @Override
    public void put(SubscriptionRecord record) {
        memory.put(record);
        keeper.keep(record);
    }

    /** The jump at a restart covers those that are not written. */
    @Override
    public void putNotified(SubscriptionRecord record) {
        memory.put(record);
        if (record.localCseq() % StateKeeper.NOTIFIES_BETWEEN_WRITES == 0) {
            keeper.keep(record);
        }
    }

    @Override
    public Optional<SubscriptionRecord> get(String id) {
        return memory.get(id);
    }

    @Override
    public void delete(String id) {
        memory.get(id).ifPresent(keeper::forget);
        memory.delete(id);
    }

    @Override
    public List<SubscriptionRecord> ofSubscriber(SubscriberId subscriber) {
        return memory.ofSubscriber(subscriber);
    }

    @Override
    public List<SubscriptionRecord> over(Instant now, int most) {
        return memory.over(now, most);
    }

    @Override
    public long count() {
        return memory.count();
    }
}
