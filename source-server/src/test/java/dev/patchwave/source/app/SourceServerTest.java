package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.BitRate;
import dev.patchwave.config.HostPort;
import dev.patchwave.config.Secret;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.app.SourceConfig.Cache;
import dev.patchwave.source.app.SourceConfig.Domain;
import dev.patchwave.source.app.SourceConfig.Subscriber;
import dev.patchwave.source.audit.AuditCheck;
import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import dev.patchwave.status.SubscriptionStatus;
import dev.patchwave.store.PatchCutter;
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
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole source on real sockets and a real directory; caches, clients and admins are played by {@link TestPhone}. */
class SourceServerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0.0");
    private static final int SEGMENT_BYTES = Manifest.MIN_SEGMENT_SIZE_BYTES;
    private static final String ADMIN_SERVICE = "sip:software-admin@op.example";
    private static final String SERVICE = "sip:software@op.example";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final byte[] patch = new byte[3 * SEGMENT_BYTES + 1];
    private final PublisherKey key = PublisherKey.generate();
    private int fourEyesAbovePercent = 100;
    private SourceServer source;

    @BeforeEach
    void start() throws IOException {
        new Random(7).nextBytes(patch);
        key.write(directory.resolve("key.pem"));
        source = new SourceServer(config(0, 0));
        source.start();
    }

    @AfterEach
    void stop() {
        source.close();
    }

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
    void whoMayNotIsRefused() throws Exception {
        publish();
        try (var alice = phone("alice");
                var admin = phone("admin")) {
            assertEquals(401, alice.registerWith("wrong"));
            assertEquals(403, alice.message(ADMIN_SERVICE, force("c1")).status());
            var unknown = command("c2", ReleaseId.parse("ims-client@9"), new DomainId("area-1"));
            assertEquals(404, admin.message(ADMIN_SERVICE, unknown).status());
            var nowhere = command("c3", RELEASE, new DomainId("atlantis"));
            var refused = admin.message(ADMIN_SERVICE, nowhere);
            assertEquals(404, refused.status());
            assertTrue(refused.warning().orElseThrow().contains("atlantis"));
        }
    }

    @Test
    void aCampaignForManyWaitsForASecondAdminAlsoOverARestart() throws Exception {
        fourEyesAbovePercent = 50;
        restart();
        publish();
        var approval = new Signal.CampaignApproval(new CampaignId("c1"));
        try (var cache = phone("cache-1");
                var alice = phone("alice");
                var admin = phone("admin");
                var second = phone("second")) {
            attachAll(cache, alice, admin);

            var pending = admin.message(ADMIN_SERVICE, force("c1"));
            assertEquals(202, pending.status());
            assertTrue(pending.warning().orElseThrow().contains("pending approval"), pending::toString);
            assertEquals("pending-approval", campaign("c1").state());
            restart();
            assertEquals("pending-approval", campaign("c1").state());

            assertRefused(admin.message(ADMIN_SERVICE, approval), "another admin with the role approver");
            assertRefused(alice.message(ADMIN_SERVICE, approval), "this needs the role approver");
            assertRefused(second.message(ADMIN_SERVICE, force("c2")), "this needs the role operator");
            assertEquals(0, fillOrders(cache), "nothing has begun");

            assertEquals(200, second.message(ADMIN_SERVICE, approval).status());
            assertEquals(RELEASE, fillOrder(notified(cache)).release());
            assertEquals(200, second.message(ADMIN_SERVICE, approval).status(), "said again");
        }
        assertAudited();
    }

    /** Two lines for what was taken, one for what was not. */
    private void assertAudited() throws IOException {
        var outcomes = new ArrayList<String>();
        var check = AuditCheck.of(
                directory.resolve("data/audit"),
                line -> outcomes.add(line.outcome() + " "
                        + line.who().replace("@op.example", "") + " "
                        + line.command().split(":", -1)[0]));
        assertEquals(Optional.empty(), check.broken());
        assertEquals(
                List.of(
                        "taken sip:admin forced campaign c1",
                        "pending sip:admin forced campaign c1",
                        "taken sip:admin approve campaign c1",
                        "refused sip:admin approve campaign c1",
                        "refused sip:alice approve campaign c1",
                        "refused sip:second forced campaign c2",
                        "taken sip:second approve campaign c1",
                        "accepted sip:second approve campaign c1",
                        "taken sip:second approve campaign c1",
                        "accepted sip:second approve campaign c1"),
                outcomes);
    }

    private static void assertRefused(SipResponse response, String why) {
        assertEquals(403, response.status());
        assertTrue(response.warning().orElseThrow().contains(why), response::toString);
    }

    @Test
    void whoBringsAWrongPasswordOrNonsenseIsInTheAuditLogToo() throws Exception {
        try (var admin = phone("admin")) {
            assertEquals(
                    401,
                    admin.messageWith("wrong", ADMIN_SERVICE, new Signal.CampaignApproval(new CampaignId("c1")))
                            .status());
            assertEquals(
                    404,
                    admin.message(ADMIN_SERVICE, new Signal.CampaignApproval(new CampaignId("c1")))
                            .status());
        }
        var lines = new ArrayList<String>();
        AuditCheck.of(
                directory.resolve("data/audit"),
                line -> lines.add(line.outcome() + " " + line.who() + " " + line.reason()));
        assertEquals(
                List.of(
                        "refused ? sip:admin@op.example wrong username or password",
                        "taken sip:admin@op.example ",
                        "refused sip:admin@op.example 404 campaign c1 is not known here"),
                lines);
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

    private int drain(String header, String value) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve("/v1/drain"))
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static void attachAll(TestPhone cache, TestPhone alice, TestPhone admin) {
        assertEquals(200, cache.register());
        assertEquals(200, cache.subscribe(UaProfile.Type.LOCAL_NETWORK, "1", 3600));
        assertEquals(200, alice.register());
        assertEquals(200, alice.subscribe(UaProfile.Type.DEVICE, "1.0.0", 3600));
        assertEquals(200, admin.register());
        assertEquals(0, notified(cache).body().sizeBytes(), "nothing to fill yet");
        assertEquals(0, notified(alice).body().sizeBytes(), "nothing new yet");
    }

    private static SipRequest notified(TestPhone phone) {
        await().atMost(PATIENCE).until(() -> !phone.notified.isEmpty());
        return phone.notified.remove();
    }

    private static Signal.CampaignReport told(TestPhone admin) throws SignalProblem {
        await().atMost(PATIENCE).until(() -> !admin.messages.isEmpty());
        return (Signal.CampaignReport)
                SignalCodec.decode(admin.messages.remove().body().bytes());
    }

    private static long fillOrders(TestPhone cache) {
        return cache.notified.stream()
                .filter(notify -> !notify.body().isEmpty())
                .count();
    }

    private static Signal.ReleaseAvailable available(SipRequest notify) throws SignalProblem {
        return indirection(notify)
                .releaseAvailable(
                        UaProfile.effectiveBy(notify.event().orElseThrow()).orElseThrow());
    }

    private static Signal.FillOrder fillOrder(SipRequest notify) throws SignalProblem {
        return indirection(notify).fillOrder();
    }

    private static ContentIndirection indirection(SipRequest notify) throws SignalProblem {
        return ContentIndirection.parse(
                notify.body().contentType(), notify.body().bytes());
    }

    private static Signal.CampaignCommand force(String campaign) {
        return command(campaign, RELEASE, new DomainId("area-1"));
    }

    private static Signal.CampaignCommand command(String campaign, ReleaseId release, DomainId domain) {
        return new Signal.CampaignCommand(
                new CampaignId(campaign),
                Manner.FORCED,
                release,
                new Audience.Domains(List.of(domain)),
                Duration.ofHours(1),
                Duration.ZERO);
    }

    private static Signal.UpgradeReport report(TestPhone phone, Signal.UpgradeReport.Outcome outcome) {
        return new Signal.UpgradeReport(
                phone.instance, Optional.empty(), RELEASE, "1.0.0", outcome, Optional.empty(), new TreeMap<>(), 0);
    }

    private TestPhone phone(String name) throws IOException {
        return new TestPhone(name, source.sipUri());
    }

    private void restart() throws IOException {
        int httpPort = source.httpUri().getPort();
        int sipPort = Integer.parseInt(source.sipUri().substring(source.sipUri().lastIndexOf(':') + 1));
        source.close();
        source = new SourceServer(config(sipPort, httpPort));
        source.start();
    }

    private void publish() throws Exception {
        byte[] envelope = new ManifestSigner(key).sign(manifest()).envelope();
        assertEquals(201, put("/v1/releases/" + RELEASE + "/manifest", envelope));
        for (int segment = 0; segment < 4; segment++) {
            byte[] bytes = Arrays.copyOfRange(
                    patch, segment * SEGMENT_BYTES, Math.min(patch.length, (segment + 1) * SEGMENT_BYTES));
            assertEquals(201, put("/v1/releases/" + RELEASE + "/segments/" + segment, bytes));
        }
    }

    private Manifest manifest() throws Exception {
        Path file = Files.write(directory.resolve("patch"), patch);
        return new PatchCutter(RELEASE, 2, SEGMENT_BYTES, Instant.parse("2026-03-01T00:00:00Z")).cut(file, bytes -> {});
    }

    private void cacheOwns(int segments) throws Exception {
        var owned = Bitfield.of(4, IntStream.range(0, segments).toArray());
        post(
                "swarm",
                SwarmCodec.write(
                        MemberReport.of(MemberReport.Request.STAT_REPORT, new HolderId("cache-1"), RELEASE, owned)));
    }

    private CampaignStatus campaign(String name) throws Exception {
        return status().campaigns().stream()
                .filter(campaign -> campaign.campaign().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ProgramStatus status() throws Exception {
        return StatusCodec.read(get("/v1/status").getBytes(StandardCharsets.UTF_8));
    }

    private String get(String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(source.httpUri().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private int put(String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private byte[] post(String what, byte[] json) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve("/v1/releases/" + RELEASE + "/" + what))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), () -> new String(response.body(), StandardCharsets.UTF_8));
        return response.body();
    }

    /** Alice may do nothing, the second may only approve, and the first may reach half of the subscribers alone. */
    private Admins admins() {
        return new Admins(
                List.of(
                        new Admins.Person("sip:admin@op.example", List.of("operator", "approver")),
                        new Admins.Person("sip:second@op.example", List.of("approver"))),
                fourEyesAbovePercent,
                null,
                null);
    }

    private SourceConfig config(int sipPort, int httpPort) {
        return new SourceConfig(
                new SourceConfig.Sip(
                        new HostPort("127.0.0.1", sipPort), "op.example", null, null, null, null, null, null, null),
                new SourceConfig.Http(new HostPort("127.0.0.1", httpPort), null, null, null, null),
                directory.resolve("data").toString(),
                BitRate.UNLIMITED,
                null,
                Stream.of("alice", "bob", "admin", "second", "cache-1")
                        .map(name ->
                                new Subscriber("sip:" + name + "@op.example", new Secret(TestPhone.password(name))))
                        .toList(),
                null,
                admins(),
                List.of(new Domain(
                        "area-1",
                        List.of(new Cache("cache-1", "sip:cache-1@op.example", URI.create("http://127.0.0.1:18081"))),
                        List.of("127.0.0.0/8"),
                        null,
                        null)),
                null,
                List.of(directory.resolve("key.pem.pub").toString()),
                null,
                null);
    }
}
