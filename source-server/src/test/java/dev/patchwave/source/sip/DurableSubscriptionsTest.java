package dev.patchwave.source.sip;

import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionStoreContract;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.MemoryRecordStore;
import java.time.Clock;

class DurableSubscriptionsTest extends SubscriptionStoreContract {
    private final StateKeeper keeper = new StateKeeper(new MemoryRecordStore(), Clock.systemUTC(), failure -> {
        throw new AssertionError(failure);
    });

    @Override
    protected SubscriptionStore store() {
        return new DurableSubscriptions(keeper, new MemorySubscriptionStore());
    }
}
