package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class PacedServingTest {
    private static final String CONTENT = "/v1/releases/ims-client@4.2.1/content";

    @TempDir
    Path directory;

    @Test
    void readersWhoStopHoldNobodyUpAndKeepNothingInMemory() throws Exception {
        var patch = Patch.of(20, 1 << 20);
        try (var fixture = ServerFixture.serving(directory)) {
            patch.storeIn(fixture.store, patch.all());
            var stopped = new ArrayList<RawClient>();
            for (int i = 0; i < 20; i++) {
                stopped.add(fixture.client().send("GET " + CONTENT + " HTTP/1.1", "Host: x", ""));
            }
            await().until(() -> fixture.server.requestsInFlight() == 20);

            try (var reader = fixture.client()) {
                assertArrayEquals(patch.bytes(), reader.get(CONTENT).body());
            }

            assertEquals(20, fixture.server.requestsInFlight());
            assertEquals(0, fixture.uplink.waitingTransfers());
            for (var client : stopped) {
                client.close();
            }
            await().until(() -> fixture.served.size() == 21);
        }
    }

    @Test
    void whoStopsReadingForTooLongIsCutOff() throws Exception {
        var patch = Patch.of(20, 1 << 20);
        var limits = HttpLimits.DEFAULT.withIdle(Duration.ofMillis(500));
        try (var fixture = new ServerFixture(directory, limits, Uplink.unlimited(), Admission.open(), routes -> {})) {
            patch.storeIn(fixture.store, patch.all());
            try (var stopped = fixture.client()) {
                stopped.send("GET " + CONTENT + " HTTP/1.1", "Host: x", "");

                await().until(() -> fixture.served.size() == 1);
            }
            assertTrue(fixture.served.get(0).bytes() < patch.bytes().length);
        }
    }

    @Test
    void theUplinkIsSharedFairlyByAllConnections() throws Exception {
        var patch = Patch.of(16);
        long bitsPerSecond = 16L * patch.bytes().length; // Four readers take two seconds together.
        var uplink = Uplink.ofBitsPerSecond(bitsPerSecond);
        try (var fixture = new ServerFixture(directory, HttpLimits.DEFAULT, uplink, Admission.open(), routes -> {})) {
            patch.storeIn(fixture.store, patch.all());
            long start = System.nanoTime();
            var readers = new ArrayList<CompletableFuture<Duration>>();
            for (int i = 0; i < 4; i++) {
                readers.add(
                        CompletableFuture.supplyAsync(() -> read(fixture, patch, start), Thread::startVirtualThread));
            }

            for (var reader : readers) {
                var took = reader.get(20, TimeUnit.SECONDS);
                assertTrue(took.toMillis() > 1700 && took.toMillis() < 3500, took::toString);
            }
            assertTrue(uplink.utilisation() > 0.7, () -> "utilisation " + uplink.utilisation());
        }
    }

    private static Duration read(ServerFixture fixture, Patch patch, long startNanos) {
        try (var client = fixture.client()) {
            assertArrayEquals(patch.bytes(), client.get(CONTENT).body());
            return Duration.ofNanos(System.nanoTime() - startNanos);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
