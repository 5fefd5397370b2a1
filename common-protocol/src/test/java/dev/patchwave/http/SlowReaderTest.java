package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.transfer.UplinkWatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One slow reader and what others notice of it, over real sockets. */
@ExtendWith(LeakCheck.class)
class SlowReaderTest {
    private static final String CONTENT = "/v1/releases/ims-client@4.2.1/content";
    private static final Patch PATCH = Patch.of(4, 1 << 20);

    @TempDir
    Path directory;

    @Test
    void aSlowReaderSlowsNobodyElse() throws Exception {
        var uplink = Uplink.ofBitsPerSecond(3L * 8 * PATCH.bytes().length / 3); // Three readers take three seconds.
        try (var fixture = new ServerFixture(directory, HttpLimits.DEFAULT, uplink, Admission.open(), routes -> {})) {
            PATCH.storeIn(fixture.store, PATCH.all());
            threeReaders(fixture); // Warm.
            var alone = List.of(threeReaders(fixture), threeReaders(fixture));
            var beside = List.of(besideASlowOne(fixture), besideASlowOne(fixture));

            // The better of two each: what else this machine does is no slow reader.
            assertTrue(
                    Collections.min(beside).toMillis()
                            <= 1.1 * Collections.min(alone).toMillis(),
                    () -> beside + " beside, " + alone + " without");
        }
    }

    private static Duration besideASlowOne(ServerFixture fixture) throws Exception {
        try (var slow = new Trickle(fixture, 10)) { // 1 kB/s
            var took = threeReaders(fixture);
            assertTrue(slow.reads());
            return took;
        }
    }

    @Test
    void whoReadsBelowTheFloorGivesItsSlotBack() throws Exception {
        var limits = HttpLimits.DEFAULT.withIdle(Duration.ofSeconds(2)).withFloorBytesPerSecond(250_000);
        var slots = new ServingSlots(new ServingSlots.Limits(1, 1, 1L << 30, 10_000_000));
        var admission = new SlotAdmission(slots, (release, segment, asker) -> List.of());
        var uplink = Uplink.ofBitsPerSecond(1_000_000_000); // Slices are smaller than without a rate.
        try (var fixture = new ServerFixture(directory, limits, uplink, admission, routes -> {})) {
            PATCH.storeIn(fixture.store, PATCH.all());
            try (var slow = new Trickle(fixture, 1_000)) { // 100 kB/s: 64 KiB leave well within two seconds.
                await().until(() -> slots.taken() == 1);
                assertEquals(503, fixture.client().get(CONTENT).status());

                await().atMost(Duration.ofSeconds(15)).until(() -> slots.taken() == 0);

                assertTrue(slow.reads());
                assertArrayEquals(PATCH.bytes(), fixture.client().get(CONTENT).body());
            }
        }
    }

    @Test
    void waitingForTheUplinkIsNotReadingSlowly() {
        long second = 1_000_000_000L;
        var limits = HttpLimits.DEFAULT.withIdle(Duration.ofSeconds(10));
        var floor = new ReadFloor(0);
        for (int i = 1; i < 60; i++) {
            assertFalse(floor.isBelow(limits, 0, true, i * second));
        }
        assertFalse(floor.isBelow(limits, 0, false, 60 * second));
        assertFalse(floor.isBelow(limits, 50_000, false, 70 * second));
        assertTrue(floor.isBelow(limits, 90_000, false, 80 * second));
    }

    @Test
    void anUplinkThatIsTheLimitIsMeasured() throws Exception {
        long bitsPerSecond = 4L * 8 * PATCH.bytes().length / 7; // Four readers take seven seconds.
        var slots = new ServingSlots(ServingSlots.Limits.of(Long.MAX_VALUE, PATCH.bytes().length));
        var admission = new SlotAdmission(slots, (release, segment, asker) -> List.of());
        var uplink = Uplink.ofBitsPerSecond(bitsPerSecond);
        try (var fixture = new ServerFixture(directory, HttpLimits.DEFAULT, uplink, admission, routes -> {});
                var watch = UplinkWatch.start(uplink, slots, null)) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var planned = new AtomicInteger();
            watch.onPlanned(planned::set);
            assertTrue(watch.bitsPerSecond().isEmpty());
            assertEquals(8, watch.planned(), "it begins with a few");

            readers(fixture, 4);

            long measured = watch.bitsPerSecond().orElseThrow();
            assertTrue(
                    measured > 0.8 * bitsPerSecond && measured < 1.2 * bitsPerSecond,
                    () -> measured + " bit/s of " + bitsPerSecond);
            assertEquals(watch.planned(), planned.get(), "origins hear of it");
            assertTrue(slots.limits().slots() <= 15, () -> slots.limits().toString());
        }
    }

    private static Duration threeReaders(ServerFixture fixture) throws Exception {
        return readers(fixture, 3);
    }

    private static Duration readers(ServerFixture fixture, int count) throws Exception {
        long start = System.nanoTime();
        var readers = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < count; i++) {
            readers.add(CompletableFuture.runAsync(() -> read(fixture), Thread::startVirtualThread));
        }
        for (var reader : readers) {
            reader.get(60, TimeUnit.SECONDS);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void read(ServerFixture fixture) {
        try (var client = fixture.client()) {
            assertArrayEquals(PATCH.bytes(), client.get(CONTENT).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads some bytes each 10 ms, for as long as it gets any. */
    private static final class Trickle implements AutoCloseable {
        private final RawClient client;
        private final CountDownLatch closed = new CountDownLatch(1);
        private final AtomicLong readBytes = new AtomicLong();

        Trickle(ServerFixture fixture, int bytesEach10Millis) throws IOException {
            client = fixture.client().send("GET " + CONTENT + " HTTP/1.1", "Host: x", "");
            Thread.startVirtualThread(() -> trickle(bytesEach10Millis));
        }

        boolean reads() {
            return readBytes.get() > 0;
        }

        private void trickle(int bytes) {
            try {
                while (!closed.await(10, TimeUnit.MILLISECONDS)) {
                    readBytes.addAndGet(client.skip(bytes));
                }
            } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            client.close();
        }
    }
}
