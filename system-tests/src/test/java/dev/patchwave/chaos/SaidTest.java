package dev.patchwave.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.status.CampaignStatus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What counts as lost when a source comes back. */
class SaidTest {
    private static final CampaignStatus BEFORE = campaign(4, 1, 2);

    @Test
    void aCampaignThatIsAsFarOrFartherLostNothing() {
        assertEquals(Optional.empty(), Said.lost(BEFORE, Optional.of(BEFORE)));
        assertEquals(Optional.empty(), Said.lost(BEFORE, Optional.of(campaign(4, 0, 3))));
    }

    @Test
    void aForgottenReportOrSignalOrCampaignIsAStepLost() {
        for (var now : List.of(
                Optional.of(campaign(4, 2, 1)),
                Optional.of(campaign(4, 0, 2)),
                Optional.of(campaign(3, 1, 2)),
                Optional.<CampaignStatus>empty())) {
            assertEquals(
                    Optional.of(Finding.Kind.STEP_LOST), Said.lost(BEFORE, now).map(Finding::kind), now::toString);
        }
    }

    private static CampaignStatus campaign(int signalled, int started, int installed) {
        return new CampaignStatus(
                "c-1",
                "ims-client@1.1",
                "forced",
                "running",
                List.of("area-1"),
                4,
                signalled,
                0,
                started,
                installed,
                0);
    }
}
