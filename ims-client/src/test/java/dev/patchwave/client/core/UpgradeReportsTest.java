package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reports that are lost or shed. */
class UpgradeReportsTest extends UpgradeStory {
    @Test
    void aReportThatWasNotDeliveredIsSentAgainAlsoAfterARestart() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        feed(new UpgradeEvent.ReportAnswered(durable.unsent().getFirst(), new Receipt.Lost()));

        var again = wakeAt(upgrade.nextDeadline().orElseThrow());

        assertEquals(List.of(report(TWO, Outcome.STARTED, "")), again);
        assertTrue(restart(ACCEPT).contains(report(TWO, Outcome.STARTED, "")));
        delivered();
        assertEquals(List.of(), durable.unsent());
    }

    @Test
    void aShedReportIsNoFailureHoweverOftenItIsShed() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        Duration wish = Duration.ofSeconds(7);
        Instant now = T0;

        for (int i = 0; i < 100; i++) {
            upgrade.on(new UpgradeEvent.ReportAnswered(durable.unsent().getFirst(), new Receipt.Shed(wish)), now);
            Instant again = upgrade.nextDeadline().orElseThrow();
            assertTrue(!again.isBefore(now.plus(wish))
                    && !again.isAfter(now.plus(wish).plusMillis(3_500)));
            now = again;
            assertEquals(List.of(report(TWO, Outcome.STARTED, "")), upgrade.on(new UpgradeEvent.DeadlinePassed(), now));
        }
    }
}
