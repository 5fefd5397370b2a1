package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.status.SubscriptionStatus;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ResumeAnswer;
import dev.patchwave.swarm.ResumeAsk;
import dev.patchwave.swarm.ResumeCodec;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a running source does for caches, clients and admins. */
class SourceServerTest extends RunningSource {
    @Test
    void anAdminForcesAndTheSubscribedPhoneIsNotified() throws Exception {
        publish();
        try (var cache = phone("cache-1");
                var alice = phone("alice");
                var admin = phone("admin")) {
            attachAll(cache, alice, admin);

            assertEquals(200, admin.message(ADMIN_SERVICE, force("c1")).status());

            var order = fillOrder(notified(cache));
            assertEquals(source.httpUri().resolve("/v1/releases/" + RELEASE + "/manifest"), order.manifestUri());
            cacheOwns(1);
            var offer = available(notified(alice));
            assertEquals(RELEASE, offer.release());
            assertEquals(Duration.ZERO, offer.effectiveBy());
            assertEquals(
                    URI.create("http://127.0.0.1:18081/v1/releases/" + RELEASE + "/manifest"), offer.manifestUri());
            assertEquals(
                    200,
                    alice.message(SERVICE, report(alice, Signal.UpgradeReport.Outcome.INSTALLED))
                            .status());
            assertEquals(
                    List.of(
                            Signal.CampaignReport.Stage.RUNNING,
                            Signal.CampaignReport.Stage.RUNNING,
                            Signal.CampaignReport.Stage.FINISHED),
                    Stream.of(told(admin), told(admin), told(admin))
                            .map(Signal.CampaignReport::stage)
                            .toList());
            assertEquals(1, campaign("c1").installed());
        }
    }

    @Test
    void aReportOfAnotherSubscribersDeviceIsRefusedAndNothingOfItIsKept() throws Exception {
        publish();
        try (var alice = phone("alice");
                var bob = phone("bob")) {
            alice.register();
            bob.register();

            for (var outcome : Signal.UpgradeReport.Outcome.values()) {
                assertEquals(403, bob.message(SERVICE, report(alice, outcome)).status());
            }

            assertEquals(List.of(), transferRecords());
            var mine = report(alice, Signal.UpgradeReport.Outcome.INSTALLED);
            assertEquals(200, alice.message(SERVICE, mine).status());
            assertEquals(1, transferRecords().size());
        }
    }

    /** A report may be late: its device is nobody's by then. */
    @Test
    void aReportOfADeviceThatIsNotRegisteredIsTaken() throws Exception {
        publish();
        try (var alice = phone("alice")) {
            assertEquals(
                    200,
                    alice.message(SERVICE, report(alice, Signal.UpgradeReport.Outcome.INSTALLED))
                            .status());
        }
    }

    private List<String> transferRecords() throws IOException {
        var lines = new ArrayList<String>();
        try (var files = Files.list(directory.resolve("data/transfers"))) {
            for (var file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    @Test
    void whatWasAcknowledgedGoesOnAfterARestartInTheMiddle() throws Exception {
        publish();
        try (var cache = phone("cache-1");
                var alice = phone("alice");
                var admin = phone("admin")) {
            attachAll(cache, alice, admin);
            assertEquals(200, admin.message(ADMIN_SERVICE, force("c1")).status());

            restart();

            await().atMost(PATIENCE).until(() -> fillOrders(cache) >= 2);
            cacheOwns(1);
            assertEquals(RELEASE, available(notified(alice)).release());
            assertEquals(200, admin.message(ADMIN_SERVICE, force("c1")).status(), "the same order again");
            assertEquals(1, status().campaigns().size());
        }
    }

    @Test
    void aUserWhoAsksIsToldOfTheNewestRelease() throws Exception {
        publish();
        try (var cache = phone("cache-1");
                var bob = phone("bob")) {
            cache.register();
            cache.subscribe(UaProfile.Type.LOCAL_NETWORK, "1", 3600);
            notified(cache);
            bob.register();

            assertEquals(200, bob.subscribe(UaProfile.Type.DEVICE, "1.0.0", 0));

            var notify = notified(bob);
            assertTrue(
                    notify.headers().first("Subscription-State").orElseThrow().startsWith("terminated"));
            assertEquals(RELEASE, available(notify).release());
            assertEquals(RELEASE, fillOrder(notified(cache)).release());
        }
    }

    @Test
    void aPhoneWithoutASubscriptionIsForcedByMessage() throws Exception {
        publish();
        cacheOwns(4);
        try (var bob = phone("bob");
                var admin = phone("admin")) {
            bob.register();
            admin.register();
            admin.message(ADMIN_SERVICE, force("c1"));

            await().atMost(PATIENCE).until(() -> !bob.messages.isEmpty());
            var signal = SignalCodec.decode(bob.messages.remove().body().bytes());
            assertEquals(RELEASE, ((Signal.ForceUpgrade) signal).release());
        }
    }

    @Test
    void whoWantsFewNotifiesIsToldWhenItsTimeHasComeAndNotBefore() throws Exception {
        publish();
        cacheOwns(4);
        try (var alice = phone("alice");
                var admin = phone("admin")) {
            Instant asked = Instant.now();
            assertEquals(200, alice.subscribe(UaProfile.Type.DEVICE, "1.0.0", 3600, ";max-rate=0.5"));
            String state = notified(alice).headers().first("Subscription-State").orElseThrow();
            assertTrue(state.endsWith(";max-rate=0.5"), state);
            assertEquals(200, admin.message(ADMIN_SERVICE, force("c1")).status());

            assertEquals(RELEASE, available(notified(alice)).release());
            assertTrue(Instant.now().isAfter(asked.plusSeconds(2)), "a forced upgrade without a registration waits");
        }
    }

    @Test
    void aDrainedSourceSendsItsSubscribersAwayAndTakesThemAfterItsRestart() throws Exception {
        try (var cache = phone("cache-1");
                var alice = phone("alice");
                var admin = phone("admin")) {
            attachAll(cache, alice, admin);
            assertEquals(Optional.of(new SubscriptionStatus(2, 0)), status().subscriptions());

            assertEquals(202, drain("Patchwave-Member", "operator"));

            for (TestPhone phone : List.of(cache, alice)) {
                SipRequest last = notified(phone);
                assertEquals(
                        Optional.of("terminated;reason=deactivated"),
                        last.headers().first("Subscription-State"));
            }
            await().atMost(PATIENCE).until(() -> status().state().equals("drained"));
            assertEquals(Optional.of(new SubscriptionStatus(0, 2)), status().subscriptions());
            assertEquals(503, alice.subscribe(UaProfile.Type.DEVICE, "1.0.0", 3600), "another source is to answer");
            assertEquals(202, drain("Patchwave-Member", "operator"), "again");

            restart();

            assertEquals(200, alice.subscribe(UaProfile.Type.DEVICE, "1.0.0", 3600), "with a new Call-ID");
            notified(alice);
            assertEquals("serving", status().state());
            assertEquals(Optional.of(new SubscriptionStatus(1, 0)), status().subscriptions());
        }
    }

    @Test
    void nobodyDrainsASourceThroughAProxy() throws Exception {
        for (String sign : List.of("Via", "Forwarded", "X-Forwarded-For")) {
            assertEquals(403, drain(sign, "1.1 proxy"));
        }
        assertEquals("serving", status().state());
    }

    @Test
    void aReturningClientLearnsWhatItLacksAndWhereItIsAlsoAfterARestart() throws Exception {
        publish();
        try (var alice = phone("alice")) {
            alice.register();
            var report = MemberReport.of(
                            MemberReport.Request.STAT_REPORT, new HolderId("cache-1"), RELEASE, Bitfield.full(4))
                    .withProgress(List.of(new MemberReport.Progress(alice.instance, Bitfield.of(4, 0, 1))));
            post("swarm", SwarmCodec.write(report));

            restart();
            cacheOwns(4);
            ResumeAnswer answer = ResumeCodec.readAnswer(
                    post("resume", ResumeCodec.write(new ResumeAsk(alice.instance, Bitfield.of(4, 0, 1)))), 4);

            assertEquals(Bitfield.of(4, 2, 3), answer.missing());
            assertEquals(
                    List.of(HolderKind.OWN_CACHE, HolderKind.SOURCE),
                    answer.holders().stream().map(holder -> holder.kind()).toList());
        }
    }

    @Test
    void nobodyIsSentToACacheThatHasLetTheReleaseGo() throws Exception {
        publish();
        cacheOwns(4);
        try (var alice = phone("alice")) {
            alice.register();
            var gone = MemberReport.of(
                            MemberReport.Request.STAT_REPORT, new HolderId("cache-1"), RELEASE, Bitfield.empty(4))
                    .with(MemberReport.Action.LEAVE);
            post("swarm", SwarmCodec.write(gone));

            ResumeAnswer answer = ResumeCodec.readAnswer(
                    post("resume", ResumeCodec.write(new ResumeAsk(alice.instance, Bitfield.empty(4)))), 4);

            assertEquals(
                    List.of(HolderKind.SOURCE),
                    answer.holders().stream().map(holder -> holder.kind()).toList());
            assertEquals(List.of(), status().members());
        }
    }

    @Test
    void aManifestOfNobodyWeTrustIsRefused() throws Exception {
        var stranger = PublisherKey.generate();
        byte[] envelope = new ManifestSigner(stranger).sign(manifest()).envelope();

        assertEquals(403, put("/v1/releases/" + RELEASE + "/manifest", envelope));
        assertEquals(0, status().releases().size());
    }

    @Test
    void itTellsOfItself() throws Exception {
        publish();
        cacheOwns(2);

        assertEquals("ok\n", get("/healthz"));
        assertEquals("published", status().releases().getFirst().state());
        assertEquals(2, status().members().getFirst().ownedSegments());
    }
}
