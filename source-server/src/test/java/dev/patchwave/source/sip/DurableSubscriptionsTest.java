package dev.patchwave.source.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionStoreContract;
import dev.patchwave.source.state.SourceState;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.MemoryRecordStore;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class DurableSubscriptionsTest extends SubscriptionStoreContract {
    private static final long A_YEAR_SECONDS = 31_536_000;

    private final StateKeeper keeper = new StateKeeper(new MemoryRecordStore(), Clock.systemUTC(), failure -> {
        throw new AssertionError(failure);
    });

    @Override
    protected SubscriptionStore store() {
        return new DurableSubscriptions(keeper, new MemorySubscriptionStore());
    }

    @Test
    void noCseqIsUsedTwiceHoweverOftenTheSourceIsKilled() {
        new DurableSubscriptions(keeper, new MemorySubscriptionStore())
                .put(record("id-1", new SubscriberId("sip:alice@op.example"), A_YEAR_SECONDS));
        long last = 0;
        for (int notifies : new int[] {1, 5, 0, 63, 64, 65, 1, 200, 2}) {
            var kept = new SourceState();
            keeper.load(campaigns -> {}, kept);
            var store = new DurableSubscriptions(keeper, kept.subscriptions());
            for (int i = 0; i < notifies; i++) {
                var next = store.get("id-1").orElseThrow().skipping(1); // What a NOTIFY does to it.
                assertTrue(next.localCseq() > last, next.localCseq() + " after " + last);
                last = next.localCseq();
                store.putNotified(next);
            }
        }
    }
}
