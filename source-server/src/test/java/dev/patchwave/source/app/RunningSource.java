package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
import dev.patchwave.source.app.SourceConfig.Cache;
import dev.patchwave.source.app.SourceConfig.Domain;
import dev.patchwave.source.app.SourceConfig.Subscriber;
import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole source on real sockets and a real directory; caches, clients and admins are played by {@link TestPhone}. */
abstract class RunningSource {
    static final Duration PATIENCE = Duration.ofSeconds(15);
    static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0.0");
    static final int SEGMENT_BYTES = Manifest.MIN_SEGMENT_SIZE_BYTES;
    static final String ADMIN_SERVICE = "sip:software-admin@op.example";
    static final String SERVICE = "sip:software@op.example";

    @TempDir
    Path directory;

    final HttpClient http = HttpClient.newHttpClient();
    final byte[] patch = new byte[3 * SEGMENT_BYTES + 1];
    final PublisherKey key = PublisherKey.generate();
    int fourEyesAbovePercent = 100;
    Optional<TrustRepository> trust = Optional.empty();
    SourceServer source;

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

    int drain(String header, String value) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve("/v1/drain"))
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    static void attachAll(TestPhone cache, TestPhone alice, TestPhone admin) {
        assertEquals(200, cache.register());
        assertEquals(200, cache.subscribe(UaProfile.Type.LOCAL_NETWORK, "1", 3600));
        assertEquals(200, alice.register());
        assertEquals(200, alice.subscribe(UaProfile.Type.DEVICE, "1.0.0", 3600));
        assertEquals(200, admin.register());
        assertEquals(0, notified(cache).body().sizeBytes(), "nothing to fill yet");
        assertEquals(0, notified(alice).body().sizeBytes(), "nothing new yet");
    }

    static SipRequest notified(TestPhone phone) {
        await().atMost(PATIENCE).until(() -> !phone.notified.isEmpty());
        return phone.notified.remove();
    }

    static Signal.CampaignReport told(TestPhone admin) throws SignalProblem {
        await().atMost(PATIENCE).until(() -> !admin.messages.isEmpty());
        return (Signal.CampaignReport)
                SignalCodec.decode(admin.messages.remove().body().bytes());
    }

    static long fillOrders(TestPhone cache) {
        return cache.notified.stream()
                .filter(notify -> !notify.body().isEmpty())
                .count();
    }

    static Signal.ReleaseAvailable available(SipRequest notify) throws SignalProblem {
        return indirection(notify)
                .releaseAvailable(
                        UaProfile.effectiveBy(notify.event().orElseThrow()).orElseThrow());
    }

    static Signal.FillOrder fillOrder(SipRequest notify) throws SignalProblem {
        return indirection(notify).fillOrder();
    }

    static ContentIndirection indirection(SipRequest notify) throws SignalProblem {
        return ContentIndirection.parse(
                notify.body().contentType(), notify.body().bytes());
    }

    static Signal.CampaignCommand force(String campaign) {
        return command(campaign, RELEASE, new DomainId("area-1"));
    }

    static Signal.CampaignCommand command(String campaign, ReleaseId release, DomainId domain) {
        return new Signal.CampaignCommand(
                new CampaignId(campaign),
                Manner.FORCED,
                release,
                new Audience.Domains(List.of(domain)),
                Duration.ofHours(1),
                Duration.ZERO);
    }

    static Signal.UpgradeReport report(TestPhone phone, Signal.UpgradeReport.Outcome outcome) {
        return new Signal.UpgradeReport(
                phone.instance, Optional.empty(), RELEASE, "1.0.0", outcome, Optional.empty(), new TreeMap<>(), 0);
    }

    TestPhone phone(String name) throws IOException {
        return new TestPhone(name, source.sipUri());
    }

    void restart() throws IOException {
        int httpPort = source.httpUri().getPort();
        int sipPort = Integer.parseInt(source.sipUri().substring(source.sipUri().lastIndexOf(':') + 1));
        source.close();
        source = new SourceServer(config(sipPort, httpPort));
        source.start();
    }

    void publish() throws Exception {
        byte[] envelope = new ManifestSigner(key).sign(manifest()).envelope();
        assertEquals(201, put("/v1/releases/" + RELEASE + "/manifest", envelope));
        for (int segment = 0; segment < 4; segment++) {
            byte[] bytes = Arrays.copyOfRange(
                    patch, segment * SEGMENT_BYTES, Math.min(patch.length, (segment + 1) * SEGMENT_BYTES));
            assertEquals(201, put("/v1/releases/" + RELEASE + "/segments/" + segment, bytes));
        }
    }

    Manifest manifest() throws Exception {
        Path file = Files.write(directory.resolve("patch"), patch);
        return new PatchCutter(RELEASE, 2, SEGMENT_BYTES, Instant.parse("2026-03-01T00:00:00Z")).cut(file, bytes -> {});
    }

    void cacheOwns(int segments) throws Exception {
        var owned = Bitfield.of(4, IntStream.range(0, segments).toArray());
        post(
                "swarm",
                SwarmCodec.write(
                        MemberReport.of(MemberReport.Request.STAT_REPORT, new HolderId("cache-1"), RELEASE, owned)));
    }

    CampaignStatus campaign(String name) throws Exception {
        return status().campaigns().stream()
                .filter(campaign -> campaign.campaign().equals(name))
                .findFirst()
                .orElseThrow();
    }

    ProgramStatus status() throws Exception {
        return StatusCodec.read(get("/v1/status").getBytes(StandardCharsets.UTF_8));
    }

    String get(String path) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(source.httpUri().resolve(path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    int put(String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    byte[] post(String what, byte[] json) throws Exception {
        var request = HttpRequest.newBuilder(source.httpUri().resolve("/v1/releases/" + RELEASE + "/" + what))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, response.statusCode(), () -> new String(response.body(), StandardCharsets.UTF_8));
        return response.body();
    }

    /** Alice may do nothing, the second may only approve, and the first may reach half of the subscribers alone. */
    Admins admins() {
        return new Admins(
                List.of(
                        new Admins.Person("sip:admin@op.example", List.of("operator", "approver")),
                        new Admins.Person("sip:second@op.example", List.of("approver"))),
                fourEyesAbovePercent,
                null,
                null);
    }

    SourceConfig config(int sipPort, int httpPort) {
        return new SourceConfig(
                new SourceConfig.Sip(
                        new HostPort("127.0.0.1", sipPort),
                        "op.example",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                new SourceConfig.Http(new HostPort("127.0.0.1", httpPort), null, null, null, null, null),
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
                        List.of(new Cache(
                                "cache-1", "sip:cache-1@op.example", URI.create("http://127.0.0.1:18081"), null)),
                        List.of("127.0.0.0/8"),
                        null,
                        null,
                        null)),
                null,
                trust.isPresent()
                        ? List.of()
                        : List.of(directory.resolve("key.pem.pub").toString()),
                null,
                trust.orElse(null),
                null,
                null,
                null,
                null);
    }
}
