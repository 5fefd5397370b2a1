package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.config.HostPort;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.FeatureTag;
import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.source.app.SourceConfig.Cache;
import dev.patchwave.source.app.SourceConfig.Domain;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
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
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A whole source in {@code ims} mode, with a release that its caches own, behind a CSCF that the test plays. */
abstract class SourceBehindCscf {
    static final Duration PATIENCE = Duration.ofSeconds(15);
    static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0.0");
    static final String SERVICE = "sip:software@op.example";
    static final String ALICE = "sip:alice@op.example";
    static final String ADMIN = "sip:admin@op.example";
    static final int SEGMENT_BYTES = Manifest.MIN_SEGMENT_SIZE_BYTES;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final byte[] patch = new byte[SEGMENT_BYTES + 1];
    private final PublisherKey key = PublisherKey.generate();
    TestCscf cscf;
    SourceServer source;

    @BeforeEach
    void start() throws Exception {
        new Random(7).nextBytes(patch);
        key.write(directory.resolve("key.pem"));
        cscf = new TestCscf("127.0.0.2");
        source = new SourceServer(config());
        source.start();
        publish();
        cachesOwnEverything();
    }

    @AfterEach
    void stop() {
        source.close();
        cscf.close();
    }

    SipRequest awaited(String method, String uri) {
        await().atMost(PATIENCE)
                .until(() -> cscf.received.stream()
                        .anyMatch(request -> request.method().equals(method)
                                && request.requestUri().startsWith(uri)));
        SipRequest found = cscf.received.stream()
                .filter(request ->
                        request.method().equals(method) && request.requestUri().startsWith(uri))
                .findFirst()
                .orElseThrow();
        cscf.received.remove(found);
        return found;
    }

    OutgoingRequest.Builder register(String user, int expires, SipBody body, String cell) {
        return cscf.request("REGISTER", source.sipUri(), "sip:scscf.op.example", source.sipUri())
                .to(user)
                .contact("<" + cscf.uri() + ">")
                .header("Expires", Integer.toString(expires))
                .header("Event", "registration")
                .headers(TestCscf.cell(cell))
                .body(body);
    }

    OutgoingRequest.Builder subscribe() {
        return fromUser("SUBSCRIBE", ALICE)
                .contact("<sip:alice@198.51.100.7:5060;alias=198.51.100.7~5060~1>;+sip.instance=\"<" + instance(ALICE)
                        + ">\"")
                .headers(TestCscf.cell("001010001000001"))
                .header("Event", new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "1.0.0").event())
                .header("Expires", "3600");
    }

    OutgoingRequest.Builder fromUser(String method, String user) {
        return cscf.request(method, SERVICE, user, source.sipUri()).header("P-Asserted-Identity", "<" + user + ">");
    }

    OutgoingRequest.Builder force(String campaign) {
        return force(campaign, ADMIN);
    }

    OutgoingRequest.Builder force(String campaign, String admin) {
        return fromUser("MESSAGE", admin).body(body(command(campaign)));
    }

    static Signal command(String campaign) {
        return new Signal.CampaignCommand(
                new CampaignId(campaign),
                Manner.FORCED,
                RELEASE,
                new Audience.Domains(List.of(new DomainId("area-1"), new DomainId("area-2"))),
                Duration.ofHours(1),
                Duration.ZERO);
    }

    static SipBody body(Signal signal) {
        return SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(signal));
    }

    static InstanceId instance(String user) {
        return new InstanceId(UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8)));
    }

    /** A client of ours names its device, others do not. */
    static String embedded(String user, String contactParameter, int expires) {
        String instance =
                contactParameter.equals(FeatureTag.CLIENT) ? ";+sip.instance=\"<" + instance(user) + ">\"" : "";
        return "REGISTER sip:op.example SIP/2.0\r\nVia: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bKa\r\nFrom: <" + user
                + ">;tag=1\r\nTo: <" + user + ">\r\nCall-ID: c\r\nCSeq: 1 REGISTER\r\nMax-Forwards: 70\r\nContact: "
                + user.replace("op.example", "198.51.100.7:5060").replace("sip:", "<sip:") + ">;" + contactParameter
                + instance + "\r\nExpires: " + expires + "\r\nContent-Length: 0\r\n\r\n";
    }

    private void publish() throws Exception {
        Path file = directory.resolve("patch");
        Files.write(file, patch);
        var manifest = new PatchCutter(RELEASE, 1, SEGMENT_BYTES, Instant.parse("2026-03-01T00:00:00Z"))
                .cut(file, bytes -> {});
        put("manifest", new ManifestSigner(key).sign(manifest).envelope());
        for (int i = 0; i < manifest.segmentCount(); i++) {
            put(
                    "segments/" + i,
                    Arrays.copyOfRange(patch, i * SEGMENT_BYTES, Math.min(patch.length, (i + 1) * SEGMENT_BYTES)));
        }
    }

    private void put(String path, byte[] bytes) throws Exception {
        var answer = http.send(
                HttpRequest.newBuilder(source.httpUri().resolve("/v1/releases/" + RELEASE + "/" + path))
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(bytes))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(2, answer.statusCode() / 100, answer.body());
    }

    private void cachesOwnEverything() throws Exception {
        for (String cache : List.of("cache-1", "cache-2")) {
            var report =
                    MemberReport.of(MemberReport.Request.STAT_REPORT, new HolderId(cache), RELEASE, Bitfield.full(2));
            var answer = http.send(
                    HttpRequest.newBuilder(source.httpUri().resolve("/v1/releases/" + RELEASE + "/swarm"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(SwarmCodec.write(report)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, answer.statusCode(), answer.body());
        }
    }

    private SourceConfig config() {
        return new SourceConfig(
                new SourceConfig.Sip(
                        new HostPort("127.0.0.1", 0),
                        "op.example",
                        SERVICE,
                        SERVICE,
                        null,
                        "ims",
                        List.of("127.0.0.2"),
                        cscf.uri(),
                        null,
                        null),
                new SourceConfig.Http(new HostPort("127.0.0.1", 0), null, null, null, null, null),
                directory.resolve("data").toString(),
                null,
                null,
                null,
                null,
                new Admins(List.of(new Admins.Person(ADMIN, List.of("operator"))), 100, null, null),
                List.of(domain("area-1", 1, "001010001"), domain("area-2", 2, "001010002")),
                null,
                List.of(directory.resolve("key.pem.pub").toString()),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Domain domain(String name, int number, String cells) {
        return new Domain(
                name,
                List.of(new Cache(
                        "cache-" + number,
                        "sip:cache-" + number + "@op.example",
                        URI.create("http://127.0.0.1:1808" + number),
                        null)),
                null,
                List.of(cells),
                null,
                null);
    }
}
