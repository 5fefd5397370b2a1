package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.UpgradeEffect.Abandon;
import dev.patchwave.client.core.UpgradeEffect.AskUser;
import dev.patchwave.client.core.UpgradeEffect.Download;
import dev.patchwave.client.core.UpgradeEffect.FetchManifest;
import dev.patchwave.client.core.UpgradeEffect.Install;
import dev.patchwave.client.core.UpgradeEffect.Resubscribe;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpgradeTest extends UpgradeStory {
    @Test
    void aForcedUpgradeRunsFromTheSignalToTheNewSubscription() {
        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), tell(forced(TWO, 2)));
        assertEquals(
                List.of(new Download(TWO), report(TWO, Outcome.STARTED, "")),
                feed(new UpgradeEvent.ManifestTrusted(TWO, 2)));
        delivered();
        assertEquals(List.of(new Install(TWO)), feed(new UpgradeEvent.DownloadFinished(TWO)));
        assertEquals(
                List.of(new Resubscribe("2.0"), report(TWO, Outcome.INSTALLED, "")),
                feed(new UpgradeEvent.Installed(TWO)));

        assertEquals("2.0", durable.installedVersion());
        assertEquals(2, durable.installedSequence());
    }

    @Test
    void theSameReleaseToldByNotifyAndMessageAndAfterRegisterStartsOnce() {
        tell(forced(TWO, 2));

        assertEquals(List.of(), tell(forced(TWO, 2)));
        finish(TWO, 2);
        assertEquals(List.of(), tell(forced(TWO, 2)));
    }

    @Test
    void anOlderSequenceAndAnotherProductAreNotObeyed() {
        tell(forced(THREE, 3));
        finish(THREE, 3);

        assertEquals(List.of(), tell(forced(TWO, 2)));
        assertEquals(List.of(), tell(forced(new ReleaseId("router", "9"), 9)));
    }

    @Test
    void theStartIsDrawnFromTheAnnouncedSpreadAndSurvivesARestart() {
        assertEquals(List.of(), tell(spread(TWO, 2, Duration.ofHours(1))));
        Instant drawn = upgrade.nextDeadline().orElseThrow();
        assertTrue(!drawn.isBefore(T0) && !drawn.isAfter(T0.plus(Duration.ofHours(1))));

        restart(ACCEPT);

        assertEquals(Optional.of(drawn), upgrade.nextDeadline());
        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), wakeAt(drawn));
    }

    @Test
    void clientsDrawDifferentMomentsAlsoWhenTheDeadlineIsShorterThanTheSpread() {
        var moments = new ArrayList<Instant>();
        for (int client = 0; client < 100; client++) {
            var one = new Upgrade("ims-client", ACCEPT, UpgradeState.initial("1.0"), new Random(client));
            var deadline = T0.plusSeconds(60);
            one.on(new UpgradeEvent.Told(order(TWO, 2, Manner.FORCED, Duration.ofHours(1), Optional.of(deadline))), T0);
            moments.add(one.nextDeadline().orElse(T0));
        }

        assertTrue(moments.stream().noneMatch(moment -> moment.isAfter(T0.plusSeconds(60))));
        assertTrue(moments.stream().distinct().count() > 90, "drawn, not clamped");
    }

    @Test
    void anOfferWaitsForTheUserWhoMayAccept() {
        upgrade = start(ASK);

        assertEquals(List.of(new AskUser(offered(TWO, 2))), tell(offered(TWO, 2)));
        assertEquals(Optional.empty(), upgrade.nextDeadline());
        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), feed(new UpgradeEvent.Accepted(TWO)));
    }

    @Test
    void aDeclinedOfferIsReportedAndComesBackOnlyByForceOrOnRequest() {
        upgrade = start(ASK);
        tell(offered(TWO, 2));

        assertEquals(
                List.of(new Abandon(TWO), report(TWO, Outcome.FAILED, "declined by the user")),
                feed(new UpgradeEvent.Declined(TWO)));
        assertEquals(List.of(), tell(offered(TWO, 2)));
        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), tell(forced(TWO, 2)));
    }

    @Test
    void anUnansweredOfferStartsBeforeItsDeadline() {
        upgrade = start(ASK);
        var deadline = T0.plus(Duration.ofDays(7));
        tell(order(TWO, 2, Manner.OFFERED, Duration.ofHours(1), Optional.of(deadline)));

        Instant moment = upgrade.nextDeadline().orElseThrow();

        assertTrue(!moment.isAfter(deadline) && !moment.isBefore(deadline.minus(Duration.ofHours(1))));
        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), wakeAt(moment));
    }

    @Test
    void forceOvertakesAnOfferThatTheUserHasNotAnswered() {
        upgrade = start(ASK);
        tell(offered(TWO, 2));

        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), tell(forced(TWO, 2)));
    }

    @Test
    void repeatedOrdersDoNotDrawAgainSinceTheSoonestOfManyDrawsWouldGatherTheHerd() {
        tell(spread(TWO, 2, Duration.ofHours(1)));
        var drawn = upgrade.nextDeadline();

        for (int repeat = 0; repeat < 50; repeat++) {
            tell(spread(TWO, 2, Duration.ofHours(1)));
        }

        assertEquals(drawn, upgrade.nextDeadline());
    }

    @Test
    void aNewerReleaseSupersedesADownload() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        delivered();

        assertEquals(
                List.of(
                        new Abandon(TWO),
                        new FetchManifest(THREE, MANIFEST),
                        report(TWO, Outcome.FAILED, "superseded by ims-client@3.0")),
                tell(forced(THREE, 3)));
        assertEquals(List.of(), feed(new UpgradeEvent.DownloadFinished(TWO)), "stale");
    }

    @Test
    void aNewerReleaseWaitsForAnInstallation() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        delivered();
        feed(new UpgradeEvent.DownloadFinished(TWO));

        assertEquals(List.of(), tell(forced(THREE, 3)));
        assertEquals(
                List.of(new Resubscribe("2.0"), new FetchManifest(THREE, MANIFEST), report(TWO, Outcome.INSTALLED, "")),
                feed(new UpgradeEvent.Installed(TWO)));
    }

    @Test
    void anUnreachableManifestIsAskedForLaterAndLaterAndThenGivenUp() {
        tell(forced(TWO, 2));
        int asked = 1;
        while (durable.pending().isPresent()) {
            feed(new UpgradeEvent.ManifestUnreachable(TWO, "connection refused"));
            var next = upgrade.nextDeadline();
            if (next.isPresent()) {
                assertTrue(Duration.between(now, next.get()).compareTo(Duration.ofMinutes(1)) <= 0);
                assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), wakeAt(next.get()));
                asked++;
            }
        }

        assertEquals(ACCEPT.retry().attempts(), asked);
        assertTrue(durable.lastFailure().orElseThrow().reason().contains("connection refused"));
    }

    @Test
    void segmentsThatArriveRenewThePatienceWithTheSwarm() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        for (int outage = 0; outage < 100; outage++) {
            feed(new UpgradeEvent.SwarmUnreachable(TWO, "cache gone"));
            assertEquals(
                    List.of(new Download(TWO)), wakeAt(upgrade.nextDeadline().orElseThrow()));
            feed(new UpgradeEvent.SegmentsGained(TWO));
        }

        assertTrue(durable.pending().isPresent());
    }

    @Test
    void theNewestAddressOfTheManifestIsTriedAtOnce() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestUnreachable(TWO, "connection refused"));
        var elsewhere = URI.create("http://cache-2:8080/v1/releases/x/manifest");

        assertEquals(
                List.of(new FetchManifest(TWO, elsewhere)), tell(forced(TWO, 2).movedTo(elsewhere)));
    }

    @Test
    void aDownloadGoesOnInTheSwarmOfTheCacheThatAMoverIsToldOf() {
        var elsewhere = URI.create("http://192.0.2.12:8481/v1/releases/ims-client@2.0/manifest");
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));

        assertEquals(List.of(), tell(forced(TWO, 2)), "told again of the same cache");
        assertEquals(List.of(new Download(TWO)), tell(forced(TWO, 2).movedTo(elsewhere)));
        assertEquals(elsewhere, durable.pending().orElseThrow().order().manifest());
    }

    @Test
    void aFailedInstallationIsReportedAndOnlyAnotherCampaignBringsItBack() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        delivered();
        feed(new UpgradeEvent.DownloadFinished(TWO));

        assertEquals(
                List.of(new Abandon(TWO), report(TWO, Outcome.FAILED, "health check: exit 1")),
                feed(new UpgradeEvent.InstallFailed(TWO, "health check: exit 1")));
        assertEquals("1.0", durable.installedVersion());
        assertEquals(List.of(), tell(forced(TWO, 2)));
        var again = new UpgradeOrder(
                TWO, 2, Manner.FORCED, MANIFEST, Optional.of(new CampaignId("c-2")), Duration.ZERO, Optional.empty());
        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), tell(again));
    }

    @Test
    void aManifestOfAnotherSequenceThanOrderedIsRefused() {
        tell(forced(TWO, 2));

        feed(new UpgradeEvent.ManifestTrusted(TWO, 7));

        assertEquals(Optional.empty(), durable.pending());
    }

    @Test
    void aKilledDownloadGoesOnByWayOfTheManifestAndIsNotReportedTwice() {
        tell(forced(TWO, 2));
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        delivered();

        assertEquals(List.of(new FetchManifest(TWO, MANIFEST)), restart(ACCEPT));
        assertEquals(List.of(new Download(TWO)), feed(new UpgradeEvent.ManifestTrusted(TWO, 2)));
    }

    @Test
    void anInstallationThatKillsTheClientIsNotTriedForEver() {
        tell(forced(TWO, 2));
        for (int life = 0; life < ACCEPT.maxInstalls(); life++) {
            feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
            assertTrue(feed(new UpgradeEvent.DownloadFinished(TWO)).contains(new Install(TWO)));
            restart(ACCEPT);
        }
        feed(new UpgradeEvent.ManifestTrusted(TWO, 2));
        feed(new UpgradeEvent.DownloadFinished(TWO));

        assertTrue(durable.lastFailure().orElseThrow().reason().contains("died"));
    }
}
