package dev.patchwave.source.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What the sizing in docs/operating.md rests on. The figure is some 400 bytes, so that what else lives in the heap does not matter. */
class SubscriptionHeapTest {
    private static final int SUBSCRIPTIONS = 100_000;
    private static final int MAX_BYTES = 512;

    @Test
    void aSubscriptionTakesNoMoreThanHalfAKibibyteWithACampaignOpenForAll() {
        long before = SubscriptionHeap.usedBytes();
        var source = new LoadedSource();
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            source.subscribe(i);
        }
        source.openCampaignForAll("spring");

        long bytes = (SubscriptionHeap.usedBytes() - before) / SUBSCRIPTIONS;

        assertEquals(SUBSCRIPTIONS, source.size());
        assertTrue(bytes <= MAX_BYTES, bytes + " bytes a subscription");
    }
}
