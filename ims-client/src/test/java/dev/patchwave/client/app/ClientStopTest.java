package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.StopOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client and the kill switch, with a real cache in this process. */
class ClientStopTest {
    private static final long FAST = 400_000_000;
    private static final long SLOW = 4_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofSeconds(3);

    private final PublisherKey key = PublisherKey.generate();

    @TempDir
    private Path temporary;

    private Path patch;

    @BeforeEach
    void prepare() throws Exception {
        var bytes = new byte[3_000_000];
        new Random(11).nextBytes(bytes);
        patch = Files.write(temporary.resolve("patch"), bytes);
        key.write(temporary.resolve("publisher.pem"));
    }

    @Test
    void whoMissedTheMessageStopsByTheNextAnswerOfItsSwarmAndGoesOnWhenItIsLifted() throws Exception {
        try (var cache = cache(SLOW);
                var alice = client(cache)) {
            alice.force(cache.manifestUri());
            await().atMost(PATIENCE).until(() -> owned(alice) > 0);

            cache.tellInPlans(order(true, 1));
            await().pollDelay(A_WHILE).atMost(PATIENCE).until(() -> true);
            int owned = owned(alice);
            await().pollDelay(A_WHILE).atMost(PATIENCE).until(() -> true);
            assertEquals(owned, owned(alice));
            assertFalse(alice.hasInstalled());

            cache.tellInPlans();
            cache.tellWhoAsks(order(false, 2));
            await().atMost(PATIENCE).until(alice::hasInstalled);
            assertEquals(0, alice.release().verifiedFetchedTwiceSegments());
        }
    }

    @Test
    void whoHasEverythingLooksOnceMoreBeforeItInstalls() throws Exception {
        try (var cache = cache(FAST);
                var alice = client(cache)) {
            cache.tellWhoAsks(order(true, 1));
            alice.force(cache.manifestUri());
            await().atMost(PATIENCE)
                    .until(() -> alice.status().releases().stream()
                            .anyMatch(held -> held.ownedSegments() == held.segments()));
            await().pollDelay(A_WHILE).atMost(PATIENCE).until(() -> true);
            assertFalse(alice.hasInstalled());
            assertEquals(503, served(alice), "nor do its peers get it");

            cache.tellWhoAsks(order(false, 2));
            await().atMost(PATIENCE).until(alice::hasInstalled);
            assertEquals(200, served(alice));
        }
    }

    @Test
    void theOrderOfAStrangerStopsNobody() throws Exception {
        try (var cache = cache(FAST);
                var alice = client(cache)) {
            var forged = new ManifestSigner(PublisherKey.generate())
                    .sign(new StopOrder(true, 9, Instant.EPOCH, Optional.empty()))
                    .toText();
            alice.signalling().stop(forged);
            cache.tellWhoAsks(forged);

            alice.force(cache.manifestUri());

            await().atMost(PATIENCE).until(alice::hasInstalled);
        }
    }

    @Test
    void aStopBySignallingHoldsOverARestart() throws Exception {
        try (var cache = cache(FAST)) {
            try (var alice = client(cache)) {
                alice.signalling().stop(order(true, 1));
                await().atMost(PATIENCE).until(() -> Files.exists(temporary.resolve("alice/data/stop-orders")));
            }
            try (var alice = client(cache)) {
                alice.force(cache.manifestUri());
                await().pollDelay(A_WHILE).atMost(PATIENCE).until(() -> true);
                assertTrue(alice.status().releases().isEmpty(), "not even its manifest is fetched");

                alice.signalling().stop(order(false, 2));
                await().atMost(PATIENCE).until(alice::hasInstalled);
            }
        }
    }

    private static int owned(TestClient client) {
        return client.status().releases().stream()
                .mapToInt(held -> held.ownedSegments())
                .sum();
    }

    private static int served(TestClient client) {
        return TestClient.get(client.base().resolve("/v1/releases/ims-client@2.0/segments/0"))
                .statusCode();
    }

    private String order(boolean stops, long sequence) {
        return new ManifestSigner(key)
                .sign(new StopOrder(stops, sequence, Instant.EPOCH, Optional.of(TestClient.RELEASE)))
                .toText();
    }

    private TestCache cache(long uplinkBits) throws Exception {
        return TestCache.start(temporary.resolve("cache"), patch, TestClient.RELEASE, key, uplinkBits, 64);
    }

    private TestClient client(TestCache cache) throws Exception {
        return new TestClient(
                temporary.resolve("alice"),
                PublisherKey.publicFile(temporary.resolve("publisher.pem")),
                Optional.of(cache.base()),
                "");
    }
}
