package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.Conditions;
import dev.patchwave.client.core.Known;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.Manifest;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import dev.patchwave.swarm.CertificatePin;
import dev.patchwave.swarm.Fault;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One client, or two, against a cache made of the real libraries; only SIP is scripted. */
class ImsClientTest {
    private static final int PATCH_BYTES = 3_000_001; // 46 segments of 64 KiB, the last one short.
    private static final long FAST = 8_000_000_000L;

    @TempDir
    private Path temporary;

    private final PublisherKey key = PublisherKey.generate();
    private byte[] patch;
    private Path patchFile;
    private Path publicKey;

    @BeforeEach
    void publish() throws IOException {
        patch = new byte[PATCH_BYTES];
        new Random(1).nextBytes(patch);
        patchFile = Files.write(temporary.resolve("patch"), patch);
        key.write(temporary.resolve("publisher.pem"));
        publicKey = PublisherKey.publicFile(temporary.resolve("publisher.pem"));
    }

    @Test
    void aForcedReleaseIsFetchedInstalledReportedAndServed() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            assertArrayEquals(patch, Files.readAllBytes(temporary.resolve("alice/data/install/current/patch")));
            var release = alice.release();
            assertEquals("installed", release.state());
            assertEquals(PATCH_BYTES, release.ownedBytesFrom("own-cache"));
            assertEquals(0, release.fetchedTwiceBytes());
            assertEquals(0, release.verifiedFetchedTwiceSegments());
            await().until(() -> alice.signalling().versions().equals(List.of("1.0", "2.0")));
            assertEquals(List.of(Outcome.STARTED, Outcome.INSTALLED), outcomes(alice));
            var segment = TestClient.get(alice.base().resolve("/v1/releases/ims-client@2.0/segments/45"));
            assertEquals(200, segment.statusCode());
            assertEquals(PATCH_BYTES - 45 * (64 << 10), segment.body().length);
        }
    }

    @Test
    void aSecondClientIsServedByTheFirst() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "");
                var jerry = client("jerry", cache, "")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            jerry.force(cache.manifestUri());
            await().until(jerry::hasInstalled);

            assertTrue(jerry.release().ownedBytesFrom("peer") > 0, () -> "" + jerry.release());
            assertTrue(alice.status().uploadedBytes() > 0);
        }
    }

    @Test
    void clientsOfATlsNetworkServeEachOtherByCertificatesOfTheirOwn() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "http: {tls: {}}\n");
                var jerry = client("jerry", cache, "http: {tls: {}}\n")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            jerry.force(cache.manifestUri());
            await().until(jerry::hasInstalled);

            assertTrue(jerry.release().ownedBytesFrom("peer") > 0, () -> "" + jerry.release());
            var pins = cache.reports().stream()
                    .flatMap(report -> report.address().stream())
                    .map(address -> address.pin().orElseThrow())
                    .collect(Collectors.toSet());
            assertEquals(2, pins.size());
        }
    }

    /** Found out before a byte is sent or believed, and then like any peer that is not there. */
    @Test
    void aPeerThatIsNotWhoItSaidIsReportedAsUnreachable() throws Exception {
        try (var cache = cache(FAST, 64);
                var rubbish = new RubbishPeer(cache, Optional.of(CertificatePin.of(new byte[] {1})));
                var alice = client("alice", cache, "http: {tls: {}}\n")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            assertFalse(rubbish.wasAsked());
            assertEquals(0, alice.release().ownedBytesFrom("peer"));
            assertTrue(cache.reports().stream()
                    .flatMap(report -> report.faults().stream())
                    .anyMatch(fault ->
                            fault.holder().equals(RubbishPeer.NAME) && fault.reason() == Fault.Reason.UNREACHABLE));
        }
    }

    @Test
    void aClientWithoutConsentServesNobody() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "share: {consent: false}\n")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            var segment = TestClient.get(alice.base().resolve("/v1/releases/ims-client@2.0/segments/0"));

            assertEquals(503, segment.statusCode());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', true",
        "'share: {consent: false}', false",
        "'share: {quota: 1GiB}', false",
        "'device: {metered: true, roaming: false, charging: true}', false",
        "'device: {metered: false, roaming: true, charging: true}', false",
        "'device: {charging: true}', false",
        "'device: {metered: false, roaming: false, charging: false, batteryPercent: 20}', false",
        "'share: {consent: true, quota: 0B}', false"
    })
    void onlyAClientThatMayUploadTellsWhereItServes(String settings, boolean tells) throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, settings + "\n")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            await().until(() -> cache.reports().stream()
                    .anyMatch(report ->
                            report.owned().isFull() && report.address().isPresent() == tells));
            assertEquals(
                    tells,
                    cache.reports().stream().anyMatch(report -> report.address().isPresent()));
        }
    }

    @Test
    void anEmbeddingProgramOpensAndShutsTheDoorToPeers() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "share: {consent: false}\n")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            alice.client().consent(true);
            await().until(() -> statusOfSegment(alice) == 200);
            alice.client().conditions(new Conditions(Known.NO, Known.YES, true, OptionalInt.empty()));
            await().until(() -> statusOfSegment(alice) == 503);
            alice.client().conditions(Conditions.fixed());
            await().until(() -> statusOfSegment(alice) == 200);
        }
    }

    private static int statusOfSegment(TestClient client) throws Exception {
        return TestClient.get(client.base().resolve("/v1/releases/ims-client@2.0/segments/0"))
                .statusCode();
    }

    @Test
    void aManifestOfAnUnknownPublisherIsRefusedAndReported() throws Exception {
        var stranger = PublisherKey.generate();
        try (var cache = TestCache.start(temporary.resolve("cache"), patchFile, TestClient.RELEASE, stranger, FAST, 8);
                var alice = client("alice", cache, "")) {
            alice.force(cache.manifestUri());
            await().until(() -> alice.signalling().reports().size() == 1);

            var report = alice.signalling().reports().getFirst();
            assertEquals(Outcome.FAILED, report.outcome());
            assertTrue(report.reason().orElse("").contains("signed by key"), () -> "" + report);
            assertEquals("failed", alice.status().state());
            assertEquals(List.of(), alice.status().releases());
        }
    }

    @Test
    void aPeerThatServesRubbishIsBannedAndTheSegmentsComeFromElsewhere() throws Exception {
        try (var cache = cache(FAST, 64);
                var rubbish = new RubbishPeer(cache);
                var alice = client("alice", cache, "")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);

            assertTrue(rubbish.wasAsked(), "the story needs it");
            assertEquals(List.of(RubbishPeer.NAME.value()), alice.status().bannedHolders());
            assertEquals(0, alice.release().ownedBytesFrom("peer"));
            assertTrue(alice.release().fetchedTwiceBytes() > 0, "what the rubbish cost");
        }
    }

    @Test
    void anUnhealthyReleaseIsTakenBackAndReported() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "install: {healthCheck: [sh, -c, 'echo no; exit 7']}\n")) {
            alice.force(cache.manifestUri());
            await().until(() -> alice.signalling().reports().size() == 2);

            var report = alice.signalling().reports().getLast();
            assertEquals(Outcome.FAILED, report.outcome());
            assertEquals(Optional.of("health check: exit 7: no"), report.reason());
            assertEquals("1.0", alice.status().version());
            assertEquals("failed", alice.release().state());
            assertFalse(Files.exists(temporary.resolve("alice/data/install/current")));
        }
    }

    @Test
    void anOfferWaitsForTheUser() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "offers: ask\n")) {
            assertEquals(409, alice.post("/v1/accept"), "nothing is offered yet");
            alice.offer(cache.manifestUri());
            await().until(() -> alice.status().state().equals("asked"));

            assertEquals(202, alice.post("/v1/accept"));

            await().until(alice::hasInstalled);
        }
    }

    @Test
    void theUserMayAskForACheck() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client("alice", cache, "")) {
            assertEquals(202, alice.post("/v1/check"));
            assertEquals(1, alice.signalling().checks());
            assertEquals(200, TestClient.get(alice.base().resolve("/healthz")).statusCode());
        }
    }

    @Test
    void aCacheThatIsNotThereYetIsTriedAgain() throws Exception {
        try (var cache = cache(FAST, 64);
                var alice = client(
                        "alice", Optional.empty(), "limits: {retryBase: 10ms, retryMax: 50ms, retryAttempts: 50}\n")) {
            alice.force(URI.create("http://127.0.0.1:1/v1/releases/ims-client@2.0/manifest"));
            await().until(() -> alice.status().state().equals("manifest"));

            alice.force(cache.manifestUri());

            await().until(alice::hasInstalled);
        }
    }

    @Test
    void afterAnOrderlyRestartItSeedsAgainAndFetchesNothing() throws Exception {
        try (var cache = cache(FAST, 64)) {
            try (var alice = client("alice", cache, "")) {
                alice.force(cache.manifestUri());
                await().until(alice::hasInstalled);
            }
            try (var alice = client("alice", cache, "")) {
                await().until(alice::hasInstalled);

                assertEquals(List.of("2.0"), alice.signalling().versions());
                assertEquals(PATCH_BYTES, alice.release().receivedBytes());
                assertEquals(
                        200,
                        TestClient.get(alice.base().resolve("/v1/releases/ims-client@2.0/segments/0"))
                                .statusCode());
            }
        }
    }

    private TestCache cache(long uplinkBits, int slots) throws Exception {
        return TestCache.start(temporary.resolve("cache"), patchFile, TestClient.RELEASE, key, uplinkBits, slots);
    }

    private TestClient client(String name, TestCache cache, String more) throws IOException {
        return client(name, Optional.of(cache.base()), more);
    }

    private TestClient client(String name, Optional<URI> source, String more) throws IOException {
        return new TestClient(temporary.resolve(name), publicKey, source, more);
    }

    private static List<Outcome> outcomes(TestClient client) {
        return client.signalling().reports().stream()
                .map(report -> report.outcome())
                .collect(Collectors.toList());
    }

    /** A member that claims to own everything and serves zeros. */
    private static final class RubbishPeer implements AutoCloseable {
        static final HolderId NAME = new HolderId("p-rubbish");

        private final HttpThreads threads = HttpThreads.start("rubbish", 1, 1);
        private final Uplink uplink = Uplink.unlimited();
        private final HttpServer server;
        private volatile boolean asked;

        RubbishPeer(TestCache cache) throws Exception {
            this(cache, Optional.empty());
        }

        /** @param pin what it says that it shows; it speaks plain HTTP */
        RubbishPeer(TestCache cache, Optional<CertificatePin> pin) throws Exception {
            var router = new Router().get("/v1/releases/{id}/segments/{n}", request -> {
                asked = true;
                return Route.done(
                        Response.bytes(200, "application/octet-stream", new byte[Manifest.MIN_SEGMENT_SIZE_BYTES]));
            });
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = HttpServer.start(address, threads, HttpLimits.DEFAULT, router, uplink);
            var everything = Bitfield.full(cache.manifest().segmentCount());
            var report = MemberReport.of(MemberReport.Request.CONNECT, NAME, TestClient.RELEASE, everything)
                    .with(MemberReport.Action.JOIN)
                    .servingAt(
                            new ServingAddress("127.0.0.1", server.address().getPort(), pin.isPresent(), pin),
                            OptionalLong.of(FAST));
            var request = HttpRequest.newBuilder(cache.base().resolve("/v1/releases/ims-client@2.0/swarm"))
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(SwarmCodec.write(report)))
                    .build();
            var answer = HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
            assertEquals(200, answer.statusCode());
        }

        boolean wasAsked() {
            return asked;
        }

        @Override
        public void close() {
            server.close();
            threads.close();
        }
    }
}
