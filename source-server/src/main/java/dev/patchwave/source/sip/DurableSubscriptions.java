package dev.patchwave.source.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.signal.sip.SubscriptionStore;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.StoreOutOfRoom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Subscriptions in memory, written behind to the {@link StateKeeper}.
 *
 * <p>A put does not wait for the disk: at thousands of NOTIFYs a second each would wait for a sync, only so that no CSeq is used
 * twice. Instead the CSeqs jump at a restart, over more than can have been sent meanwhile.
 * A SUBSCRIBE is answered only when {@link StateKeeper#durable} says so. A put that the keeper has no room for throws, and changes nothing.
 */
final class DurableSubscriptions implements SubscriptionStore {
    private static final Logger LOG = LoggerFactory.getLogger(DurableSubscriptions.class);

    private final StateKeeper keeper;
    private final MemorySubscriptionStore memory;

    /** @param kept as {@link StateKeeper#load} filled it; nobody else's from now on */
    DurableSubscriptions(StateKeeper keeper, MemorySubscriptionStore kept) {
        this.keeper = keeper;
        this.memory = kept;
    }

    @Override
    public void put(SubscriptionRecord record) {
        keeper.keep(record);
        memory.put(record);
    }

    /** The jump at a restart covers those that are not written. */
    @Override
    public void putNotified(SubscriptionRecord record) {
        if (record.localCseq() % StateKeeper.NOTIFIES_BETWEEN_WRITES == 0) {
            keeper.keep(record);
        }
        memory.put(record);
    }

    @Override
    public Optional<SubscriptionRecord> get(String id) {
        return memory.get(id);
    }

    /** What the disk has no room for stays there: after a restart its next NOTIFY finds nobody, or its time is over. */
    @Override
    public void delete(String id) {
        try {
            memory.get(id).ifPresent(keeper::forget);
        } catch (StoreOutOfRoom e) {
            LOG.atDebug().log("a subscription that ended stays on disk");
        }
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
