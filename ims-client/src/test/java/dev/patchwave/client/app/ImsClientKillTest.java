package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TR 22.906 5.3 step 5 on one device: Bob's process is killed in the middle, and goes on with what it lacks. */
class ImsClientKillTest {
    private static final int PATCH_BYTES = 8 << 20;
    private static final long CACHE_BITS_PER_SECOND = 50_000_000;
    private static final int MIN_SEGMENTS_BEFORE_KILL = 10;

    /** What the child runs: {@code directory, public key, source, manifest}; it writes its port to {@code directory/port}. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            var directory = Path.of(args[0]);
            var signalling = new ScriptedSignalling();
            var config = TestClient.config(directory, Path.of(args[1]), Optional.of(URI.create(args[2])), "");
            try (var client = new ImsClient(config, (instance, clock) -> signalling)) {
                client.start();
                signalling.tell(TestClient.order(Manner.FORCED, URI.create(args[3])));
                Files.writeString(
                        directory.resolve("port"),
                        Integer.toString(client.httpAddress().getPort()));
                client.stopped().join();
            }
        }
    }

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aKilledClientGoesOnWithWhatItLacks(long seed) throws Exception {
        var random = new Random(seed);
        var patch = new byte[PATCH_BYTES];
        random.nextBytes(patch);
        var patchFile = Files.write(temporary.resolve("patch"), patch);
        var key = PublisherKey.generate();
        key.write(temporary.resolve("publisher.pem"));
        try (var cache = TestCache.start(
                temporary.resolve("cache"), patchFile, TestClient.RELEASE, key, CACHE_BITS_PER_SECOND, 8)) {
            int killAt = MIN_SEGMENTS_BEFORE_KILL + random.nextInt(60);

            var first = start(cache);
            ReleaseStatus before;
            try {
                before = ownedAtLeast(killAt);
            } finally {
                first.destroyForcibly().waitFor();
            }
            Files.delete(temporary.resolve("bob/port"));
            var second = start(cache);
            try {
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> TestClient.release(bob()).digestEqual());

                check(seed, before, TestClient.release(bob()), cache);
            } finally {
                second.destroyForcibly().waitFor();
            }
        }
        assertArrayEquals(patch, Files.readAllBytes(temporary.resolve("bob/data/install/current/patch")));
    }

    private void check(long seed, ReleaseStatus before, ReleaseStatus after, TestCache cache) {
        assertEquals(0, after.verifiedFetchedTwiceSegments(), "seed " + seed);
        assertEquals(PATCH_BYTES, after.ownedBytesFrom("own-cache"), "seed " + seed);
        long inFlightBytes = 8L * cache.manifest().segmentSizeBytes();
        assertTrue(after.fetchedTwiceBytes() <= inFlightBytes, "seed " + seed + ": " + after);
        var resumed = cache.resumes().getFirst();
        assertTrue(resumed.owned().count() >= before.ownedSegments(), "seed " + seed + ": " + resumed);
    }

    private ProgramStatus bob() throws IOException {
        var port = Files.readString(temporary.resolve("bob/port"));
        return TestClient.status(URI.create("http://127.0.0.1:" + port));
    }

    /** Asks until it listens, knows the release, and owns enough of it. */
    private ReleaseStatus ownedAtLeast(int segments) {
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(() -> TestClient.release(bob()), held -> held.ownedSegments() >= segments);
    }

    private Process start(TestCache cache) throws IOException {
        var directory = Files.createDirectories(temporary.resolve("bob"));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        directory.toString(),
                        PublisherKey.publicFile(temporary.resolve("publisher.pem"))
                                .toString(),
                        cache.base().toString(),
                        cache.manifestUri().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        temporary.resolve("bob.log").toFile()))
                .start();
    }
}
