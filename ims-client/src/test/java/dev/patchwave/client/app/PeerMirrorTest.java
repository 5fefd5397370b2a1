package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Problem;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.follow.MetadataFiles;
import dev.patchwave.trust.tuf.client.Mirror;
import dev.patchwave.trust.tuf.repository.Lifetimes;
import dev.patchwave.trust.tuf.repository.disk.LabRepository;
import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The domain's cache has the bytes of a new release and says nothing of the repository; there is no source. Clients know each other from the
 * swarm of the release before. All of it goes over sockets.
 */
class PeerMirrorTest {
    private static final String PRODUCT = "ims-client";
    private static final ReleaseId NEXT = new ReleaseId(PRODUCT, "3.0");
    private static final int PATCH_BYTES = 300_001;
    private static final long FAST = 8_000_000_000L;
    private static final String IMPATIENT = "limits: {retryAttempts: 2, retryBase: 20ms, retryMax: 50ms}\n";

    @TempDir
    private Path temporary;

    private final PublisherKey publisher = PublisherKey.generate();
    private Path patch;
    private LabRepository lab;

    /** What a peer serves that means ill, and how the client says that it is wrong. */
    enum Lie {
        ROLLED_BACK("timestamp was version 2 and is version 1"),
        NEWER_TIMESTAMP_ALONE("peer p-liar: 3.snapshot.json: the mirror does not have it"),
        STALE("no role vouches for a target"),
        OVERSIZED("timestamp.json: "),
        OTHER_REPOSITORY("0 of 1 keys signed it");

        private final String words;

        Lie(String words) {
            this.words = words;
        }
    }

    @BeforeEach
    void publish() throws Exception {
        patch = temporary.resolve("patch");
        var bytes = new byte[PATCH_BYTES];
        new Random(1).nextBytes(bytes);
        Files.write(patch, bytes);
        lab = LabRepository.make(
                temporary.resolve("repository"), List.of(PRODUCT), Lifetimes.standard(), Instant.now());
        copy("empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http: {tls: {}}\n"})
    void aClientGetsTheMetadataOfAPeerWhenItsCacheRefusesThem(String tls) throws Exception {
        try (var caches = new Caches();
                var bob = client("bob", tls);
                var alice = client("alice", tls)) {
            upgrade(bob, caches);
            upgrade(alice, caches);
            bob.signalling().tell(next(caches.honest, "c-2"));
            await().until(() -> bob.status().version().equals("3.0"));

            alice.signalling().tell(next(caches.mute, "c-2"));
            await().until(() -> alice.status().version().equals("3.0"));

            assertArrayEquals(
                    Files.readAllBytes(patch),
                    Files.readAllBytes(temporary.resolve("alice/data/install/current/patch")));
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    void aPeerThatLiesChangesNothing(Lie lie) throws Exception {
        try (var caches = new Caches();
                var liar = new LyingPeer(caches.first, lies(lie));
                var alice = client("alice", "")) {
            upgrade(alice, caches);
            var believed = believed();
            alice.signalling().tell(next(caches.mute, "c-2"));
            await().until(() -> alice.signalling().reports().getLast().outcome() == Outcome.FAILED);

            String reason = alice.signalling().reports().getLast().reason().orElseThrow();
            assertThat(reason, containsString("peer " + LyingPeer.NAME));
            assertThat(reason, containsString(lie.words));
            assertThat("where a peer is stays in the swarm", reason, not(containsString(":" + liar.port())));
            assertEquals("2.0", alice.status().version());
            assertEquals(believed, believed());

            alice.signalling().tell(next(caches.honest, "c-3"));
            await().until(() -> alice.status().version().equals("3.0"));
        }
    }

    @Test
    void metadataAreServedLikeSegmentsToWhomeverOneMayUploadTo() throws Exception {
        try (var caches = new Caches();
                var alice = client("alice", "share: {consent: false}\n")) {
            upgrade(alice, caches);
            var timestamp = alice.base().resolve("/v1/tuf/timestamp.json");
            assertEquals(503, TestClient.get(timestamp).statusCode());
            assertEquals(0, alice.status().uploadedBytes());

            alice.client().consent(true);
            await().until(() -> TestClient.get(timestamp).statusCode() == 200);

            byte[] served = TestClient.get(timestamp).body();
            assertArrayEquals(Files.readAllBytes(temporary.resolve("one/metadata/timestamp.json")), served);
            await().until(() -> alice.status().uploadedBytes() >= served.length);
            long uploadedBytes = alice.status().uploadedBytes();
            var head = HttpRequest.newBuilder(timestamp)
                    .timeout(Duration.ofSeconds(10))
                    .HEAD()
                    .build();
            var described = HttpClient.newHttpClient().send(head, BodyHandlers.discarding());
            assertEquals(
                    served.length,
                    described.headers().firstValueAsLong("Content-Length").orElseThrow());
            assertEquals(uploadedBytes, alice.status().uploadedBytes());
            for (int asked = 0; asked < 70; asked++) { // More than there are slots: each is given back.
                assertEquals(200, TestClient.get(timestamp).statusCode());
            }
            assertEquals(
                    404,
                    TestClient.get(alice.base().resolve("/v1/tuf/3.ims-client.json"))
                            .statusCode());
        }
    }

    private Mirror lies(Lie lie) throws Exception {
        return switch (lie) {
            case ROLLED_BACK -> new MetadataFiles(temporary.resolve("empty/metadata"));
            case NEWER_TIMESTAMP_ALONE -> {
                lab.renew(Instant.now().plus(Duration.ofHours(1)));
                var newer = MetadataFiles.ofRepository(RepositoryDirectory.publicFiles(lab.directory()));
                assertFalse(Arrays.equals(
                        Files.readAllBytes(newer.directory().resolve("timestamp.json")),
                        Files.readAllBytes(temporary.resolve("two/metadata/timestamp.json"))));
                yield (name, max) -> name.equals("timestamp.json") ? newer.metadata(name, max) : Optional.empty();
            }
            case STALE -> new MetadataFiles(temporary.resolve("one/metadata"));
            case OVERSIZED ->
                (name, max) -> name.equals("timestamp.json") ? Optional.of(new byte[1 << 20]) : Optional.empty();
            case OTHER_REPOSITORY ->
                MetadataFiles.ofRepository(RepositoryDirectory.publicFiles(LabRepository.make(
                                temporary.resolve("other"), List.of(PRODUCT), Lifetimes.standard(), Instant.now())
                        .directory()));
        };
    }

    private static void upgrade(TestClient client, Caches caches) {
        client.force(caches.first.manifestUri());
        await().until(client::hasInstalled);
    }

    private SortedMap<String, String> believed() throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.list(temporary.resolve("alice/data/tuf"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return all;
    }

    private static UpgradeOrder next(TestCache cache, String campaign) {
        return new UpgradeOrder(
                NEXT,
                3,
                Manner.FORCED,
                cache.manifestUri(),
                Optional.of(new CampaignId(campaign)),
                Duration.ZERO,
                Optional.empty());
    }

    private TestClient client(String name, String more) throws IOException {
        return TestClient.following(temporary.resolve(name), lab.root(), Optional.empty(), IMPATIENT + more);
    }

    private Path copy(String name) throws IOException {
        Path to = Files.createDirectories(temporary.resolve(name).resolve("metadata"));
        try (var files =
                Files.list(RepositoryDirectory.publicFiles(lab.directory()).resolve("metadata"))) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName().toString()));
            }
        }
        return to.getParent();
    }

    /** The cache of the release before, and two of the next one. */
    private final class Caches implements AutoCloseable {
        private final TestCache first;
        private final TestCache mute;
        private final TestCache honest;

        Caches() throws Exception {
            first = cache("cache-1", TestClient.RELEASE, 2);
            lab.vouchFor(first.signed(), List.of(), Instant.now());
            first.serveMetadata(copy("one"));
            mute = cache("cache-2", NEXT, 3);
            honest = cache("cache-3", NEXT, 3);
            lab.vouchFor(mute.signed(), List.of(), Instant.now());
            honest.serveMetadata(copy("two"));
        }

        private TestCache cache(String name, ReleaseId release, long sequence) throws Exception {
            return TestCache.startAs(
                    new HolderId(name),
                    temporary.resolve("store-" + name),
                    patch,
                    release,
                    sequence,
                    publisher,
                    FAST,
                    64);
        }

        @Override
        public void close() throws IOException {
            first.close();
            mute.close();
            honest.close();
        }
    }

    /** A member that claims to own everything, has no segment, and serves metadata of its choice. */
    private static final class LyingPeer implements AutoCloseable {
        static final HolderId NAME = new HolderId("p-liar");

        private final HttpThreads threads = HttpThreads.start("liar", 1, 1);
        private final HttpServer server;

        LyingPeer(TestCache cache, Mirror lies) throws Exception {
            var router =
                    new Router().get("/v1/tuf/{file}", request -> Route.done(answer(lies, request.variable("file"))));
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            server = HttpServer.start(address, threads, HttpLimits.DEFAULT, router, Uplink.unlimited());
            var everything = Bitfield.full(cache.manifest().segmentCount());
            var report = MemberReport.of(MemberReport.Request.CONNECT, NAME, TestClient.RELEASE, everything)
                    .with(MemberReport.Action.JOIN)
                    .servingAt(new ServingAddress("127.0.0.1", port()), OptionalLong.of(FAST));
            var request = HttpRequest.newBuilder(cache.base().resolve("/v1/releases/ims-client@2.0/swarm"))
                    .timeout(Duration.ofSeconds(10))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(SwarmCodec.write(report)))
                    .build();
            assertEquals(
                    200,
                    HttpClient.newHttpClient()
                            .send(request, BodyHandlers.discarding())
                            .statusCode());
        }

        int port() {
            return server.address().getPort();
        }

        private static Response answer(Mirror lies, String file) {
            try {
                return lies.metadata(file, Integer.MAX_VALUE)
                        .map(bytes -> Response.json(200, bytes))
                        .orElseGet(() -> Problem.response(404, "not here"));
            } catch (IOException e) {
                return Problem.response(500, e.toString());
            }
        }

        @Override
        public void close() {
            server.close();
            threads.close();
        }
    }
}
