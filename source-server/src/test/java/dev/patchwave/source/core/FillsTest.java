package dev.patchwave.source.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.swarm.HolderId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FillsTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final DomainId AREA = new DomainId("area-1");
    private static final HolderId CACHE = new HolderId("cache-1");
    private static final ReleaseId RELEASE = ReleaseId.parse("ims@2");
    private static final CampaignId CAMPAIGN = new CampaignId("c-1");

    private final Fills fills = new Fills(new TreeMap<>(Map.of(AREA, List.of(CACHE))));

    @Test
    void aCacheThatLetGoWhatIsWantedIsToldAgain() {
        fills.order(AREA, RELEASE, CAMPAIGN, T0);
        assertTrue(fills.note(CACHE, RELEASE, 7, T0));
        assertEquals(Optional.empty(), fills.nextDeadline());

        fills.note(CACHE, RELEASE, 0, T0);

        assertFalse(fills.ready(AREA, RELEASE));
        assertEquals(
                List.of(new CampaignEffect.OrderFill(CACHE, new FillTask(RELEASE, CAMPAIGN))),
                fills.repeat(fills.nextDeadline().orElseThrow()));
    }

    @Test
    void aCacheThatLetGoWhatNobodyWantsIsToldNothing() {
        fills.note(CACHE, RELEASE, 7, T0);

        fills.note(CACHE, RELEASE, 0, T0);

        assertFalse(fills.ready(AREA, RELEASE));
        assertEquals(Optional.empty(), fills.nextDeadline());
    }
}
