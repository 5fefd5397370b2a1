package dev.patchwave.source.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.app.SourceConfig.Cache;
import dev.patchwave.source.app.SourceConfig.Domain;
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
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole source behind a CSCF that the test plays; what a real core does is tested by the system tests. */
class ImsModeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0.0");
    private static final String SERVICE = "sip:software@op.example";
    private static final String ALICE = "sip:alice@op.example";
    private static final String ADMIN = "sip:admin@op.example";
    private static final int SEGMENT_BYTES = Manifest.MIN_SEGMENT_SIZE_BYTES;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final byte[] patch = new byte[SEGMENT_BYTES + 1];
    private final PublisherKey key = PublisherKey.generate();
    private TestCscf cscf;
    private SourceServer source;

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

    @Test
    void aRegistrationIsAnsweredWithTheSameExpiryWhateverItsBody() {
        String register = embedded(ALICE, FeatureTag.CLIENT, 3600);
        for (SipBody body : List.of(
                SipBody.NONE,
                SipBody.of("message/sip", register),
                SipBody.of("application/3gpp-ims+xml", "<ims-3gpp version=\"1\"><service-info/></ims-3gpp>"),
                SipBody.of(
                        "multipart/mixed;boundary=b",
                        "--b\r\nContent-Type: message/sip\r\n\r\n" + register + "\r\n--b--"),
                SipBody.of("message/sip", "no SIP at all"))) {
            SipResponse answer = cscf.send(register(ALICE, 3720, body, "001010001000001"));

            assertEquals(200, answer.status(), body.toString());
            assertEquals(Optional.of("3720"), answer.headers().first("Expires"));
        }
        assertEquals(
                Optional.of("0"),
                cscf.send(register(ALICE, 0, SipBody.NONE, "001010001000001"))
                        .headers()
                        .first("Expires"));
    }

    @Test
    void aRegisterFromElsewhereIsRefused() throws IOException {
        try (var stranger = new TestCscf("127.0.0.1")) {
            var answer = stranger.send(stranger.request("REGISTER", source.sipUri(), ALICE, source.sipUri())
                    .to(ALICE)
                    .header("Expires", "3600"));

            assertEquals(403, answer.status());
        }
    }

    @Test
    void anAssertedAdminForcesAndOurClientIsToldByMessage() throws Exception {
        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010001000001"));

        assertEquals(200, cscf.send(force("c1")).status());

        SipRequest message = awaited("MESSAGE", ALICE);
        assertEquals(
                RELEASE,
                ((Signal.ForceUpgrade) SignalCodec.decode(message.body().bytes())).release());
        assertEquals(ALICE, message.requestUri());
        assertEquals(Optional.of("<" + SERVICE + ">"), message.headers().first("P-Asserted-Identity"));
        assertTrue(message.headers().first("Accept-Contact").orElseThrow().contains(FeatureTag.CLIENT));
        assertTrue(message.headers().first("P-Charging-Vector").orElseThrow().contains("orig-ioi=op.example"));
        assertTrue(message.headers().first("Route").orElseThrow().contains(cscf.uri()));
    }

    @Test
    void whoIsNoAdminOrIsNotAssertedForcesNothing() throws IOException {
        assertEquals(403, cscf.send(force("c1", ALICE)).status());
        try (var stranger = new TestCscf("127.0.0.1")) {
            var forged = stranger.request("MESSAGE", SERVICE, ADMIN, source.sipUri())
                    .header("P-Asserted-Identity", "<" + ADMIN + ">")
                    .body(body(command("c2")));

            assertEquals(403, stranger.send(forged).status());
        }
    }

    @Test
    void aPhoneWithoutOurFeatureIsSentNothingAndKeepsMessagesFromItsNeighbour() throws Exception {
        cscf.send(register(ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, "audio", 3600)), "001010001000001"));
        cscf.send(register(
                "sip:bob@op.example",
                3600,
                SipBody.of("message/sip", embedded("sip:bob@op.example", FeatureTag.CLIENT, 3600)),
                "001010001000001"));
        cscf.send(register(
                "sip:bob@op.example",
                3600,
                SipBody.of("message/sip", embedded("sip:bob@op.example", "audio", 3600)),
                "001010001000001"));
        cscf.send(register(
                "sip:carol@op.example",
                3600,
                SipBody.of("message/sip", embedded("sip:carol@op.example", FeatureTag.CLIENT, 3600)),
                "001010001000001"));

        assertEquals(200, cscf.send(force("c1")).status());
        awaited("MESSAGE", "sip:carol@op.example");

        assertFalse(
                cscf.received.stream().anyMatch(request -> request.requestUri().equals(ALICE)));
        assertFalse(
                cscf.received.stream().anyMatch(request -> request.requestUri().startsWith("sip:bob@")));
    }

    @Test
    void aSubscriberIsNotifiedAlongItsRouteAndMovesToItsNewCache() throws Exception {
        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010001000001"));
        assertEquals(200, cscf.send(subscribe()).status());
        awaited("NOTIFY", "sip:alice@198.51.100.7");
        assertEquals(200, cscf.send(force("c1")).status());

        SipRequest first = awaited("NOTIFY", "sip:alice@198.51.100.7");
        assertTrue(
                first.body().contentType().contains("127.0.0.1:18081"),
                first.body().contentType());
        assertTrue(
                first.headers().first("Route").orElseThrow().contains("lr=on;ftag="),
                "Record-Route comes back untouched");

        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010002000001"));

        SipRequest second = awaited("NOTIFY", "sip:alice@198.51.100.7");
        assertTrue(
                second.body().contentType().contains("127.0.0.1:18082"),
                second.body().contentType());
    }

    @Test
    void theChargingIdentifierReachesTheTransferRecord() throws Exception {
        cscf.send(register(
                        ALICE,
                        3600,
                        SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)),
                        "001010001000001")
                .header("P-Charging-Vector", "icid-value=reg-1;orig-ioi=op.example"));
        var report = new Signal.UpgradeReport(
                instance(ALICE),
                Optional.of(new CampaignId("c1")),
                RELEASE,
                "1.0.0",
                Signal.UpgradeReport.Outcome.INSTALLED,
                Optional.empty(),
                new TreeMap<>(),
                0);

        // The registration was answered before it was written down, so the first report may find nothing yet.
        await().atMost(PATIENCE).until(() -> {
            var answer = cscf.send(fromUser("MESSAGE", ALICE)
                    .header("P-Charging-Vector", "icid-value=rep-1")
                    .body(body(report)));
            assertEquals(200, answer.status());
            return transferRecords().contains("\"icid\":\"reg-1\"");
        });
        assertTrue(transferRecords().contains("\"reportIcid\":\"rep-1\""));
    }

    /** The core vouches for who sends, and the registration says whose the device is. */
    @Test
    void aReportOfAnotherSubscribersDeviceIsRefused() throws Exception {
        cscf.send(register(
                ALICE, 3600, SipBody.of("message/sip", embedded(ALICE, FeatureTag.CLIENT, 3600)), "001010001000001"));
        var report = new Signal.UpgradeReport(
                instance(ALICE),
                Optional.empty(),
                RELEASE,
                "1.0.0",
                Signal.UpgradeReport.Outcome.FAILED,
                Optional.empty(),
                new TreeMap<>(),
                0);

        // The registration is answered before it is known.
        await().atMost(PATIENCE)
                .until(() ->
                        cscf.send(fromUser("MESSAGE", "sip:mallory@op.example").body(body(report)))
                                        .status()
                                == 403);
        assertEquals(
                200, cscf.send(fromUser("MESSAGE", ALICE).body(body(report))).status());
    }

    private String transferRecords() throws IOException {
        try (var files = Files.list(directory.resolve("data/transfers"))) {
            return Files.readString(files.findFirst().orElseThrow());
        }
    }

    private SipRequest awaited(String method, String uri) {
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

    private OutgoingRequest.Builder register(String user, int expires, SipBody body, String cell) {
        return cscf.request("REGISTER", source.sipUri(), "sip:scscf.op.example", source.sipUri())
                .to(user)
                .contact("<" + cscf.uri() + ">")
                .header("Expires", Integer.toString(expires))
                .header("Event", "registration")
                .headers(TestCscf.cell(cell))
                .body(body);
    }

    private OutgoingRequest.Builder subscribe() {
        return fromUser("SUBSCRIBE", ALICE)
                .contact("<sip:alice@198.51.100.7:5060;alias=198.51.100.7~5060~1>;+sip.instance=\"<" + instance(ALICE)
                        + ">\"")
                .headers(TestCscf.cell("001010001000001"))
                .header("Event", new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "1.0.0").event())
                .header("Expires", "3600");
    }

    private OutgoingRequest.Builder fromUser(String method, String user) {
        return cscf.request(method, SERVICE, user, source.sipUri()).header("P-Asserted-Identity", "<" + user + ">");
    }

    private OutgoingRequest.Builder force(String campaign) {
        return force(campaign, ADMIN);
    }

    private OutgoingRequest.Builder force(String campaign, String admin) {
        return fromUser("MESSAGE", admin).body(body(command(campaign)));
    }

    private static Signal command(String campaign) {
        return new Signal.CampaignCommand(
                new CampaignId(campaign),
                Manner.FORCED,
                RELEASE,
                new Audience.Domains(List.of(new DomainId("area-1"), new DomainId("area-2"))),
                Duration.ofHours(1),
                Duration.ZERO);
    }

    private static SipBody body(Signal signal) {
        return SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(signal));
    }

    private static InstanceId instance(String user) {
        return new InstanceId(UUID.nameUUIDFromBytes(user.getBytes(StandardCharsets.UTF_8)));
    }

    /** A client of ours names its device, others do not. */
    private static String embedded(String user, String contactParameter, int expires) {
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
