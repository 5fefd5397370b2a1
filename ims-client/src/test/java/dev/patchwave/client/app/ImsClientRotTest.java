package dev.patchwave.client.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.trust.PublisherKey;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the disk of a device loses after the installation comes back from its cache. */
class ImsClientRotTest {
    private static final int PATCH_BYTES = 1_000_001;
    private static final int AT = 500_000; // In segment 7.

    @TempDir
    private Path temporary;

    @Test
    void aBitThatFlippedIsFetchedAgainAndTheInstalledPatchIsRightAgain() throws Exception {
        byte[] patch = new byte[PATCH_BYTES];
        new Random(1).nextBytes(patch);
        var patchFile = Files.write(temporary.resolve("patch"), patch);
        var key = PublisherKey.generate();
        key.write(temporary.resolve("publisher.pem"));
        var publicKey = PublisherKey.publicFile(temporary.resolve("publisher.pem"));
        try (var cache = TestCache.start(
                        temporary.resolve("cache"), patchFile, TestClient.RELEASE, key, 8_000_000_000L, 64);
                var alice = new TestClient(
                        temporary.resolve("alice"),
                        publicKey,
                        Optional.of(cache.base()),
                        "store: {scrub: {rate: unlimited, period: 1s}}\n")) {
            alice.force(cache.manifestUri());
            await().until(alice::hasInstalled);
            var installed = temporary.resolve("alice/data/install/current/patch");

            flipABit(temporary.resolve("alice/data/releases/ims-client@2.0/content"));

            await().until(() -> alice.status().disk().orElseThrow().rottenSegments() == 1);
            await().until(alice::hasInstalled); // The digest of the installed file is looked at anew.
            await().until(() ->
                    alice.release().ownedSegments() == alice.release().segments());
            assertArrayEquals(patch, Files.readAllBytes(installed));
            assertEquals(0, alice.release().verifiedFetchedTwiceSegments());
            assertEquals("installed", alice.release().state());
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(30));
    }

    private static void flipABit(Path file) throws Exception {
        try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(AT);
            int was = bytes.read();
            bytes.seek(AT);
            bytes.write(was ^ 1);
        }
    }
}
