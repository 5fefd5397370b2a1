package dev.patchwave.source.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.SubscriptionRecord;
import dev.patchwave.signal.sip.SubscriptionStore;
import dev.patchwave.signal.sip.SubscriptionStoreContract;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.MemoryRecordStore;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurableSubscriptionsTest extends SubscriptionStoreContract {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");

    private final StateKeeper keeper =
            new StateKeeper(new MemoryRecordStore(), Clock.fixed(T0, ZoneOffset.UTC), failure -> {
                throw new AssertionError(failure);
            });

    @Override
    protected SubscriptionStore store() {
        return new DurableSubscriptions(keeper, List.of());
    }

    @Test
    void whatWasPutOutlivesTheProcessAndItsCseqsAreNotUsedAgain() {
        SubscriptionRecord stays = new ManySubscriptions(1, T0).of(1);
        SubscriptionRecord goes = new ManySubscriptions(2, T0).of(2);
        SubscriptionStore before = store();
        before.put(goes);
        before.put(stays);
        before.delete(goes.id());

        var after = new DurableSubscriptions(keeper, keeper.load().subscriptions());

        assertEquals(1, after.count());
        SubscriptionRecord again = after.get(stays.id()).orElseThrow();
        assertEquals(stays.callId(), again.callId());
        assertEquals(stays.routeSet(), again.routeSet());
        assertTrue(again.localCseq() > stays.localCseq() + 100, again.localCseq() + " after " + stays.localCseq());
    }
}
