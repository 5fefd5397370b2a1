package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.store.CommitOutcome;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.SegmentWriter;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A segment is served while it still arrives. */
@ExtendWith(LeakCheck.class)
class CutThroughTest {
    private static final int CHUNK = ChunkTree.CHUNK_BYTES;
    /** Segments of four chunks. */
    private static final Patch PATCH = Patch.of(3, 4 * CHUNK);

    private static final String SEGMENT = "/v1/releases/ims-client@4.2.1/segments/0";

    @TempDir
    Path directory;

    private final AtomicInteger permits = new AtomicInteger();
    private ServerFixture fixture;
    private SegmentStore held;

    @BeforeEach
    void start() throws Exception {
        Admission counting = ask -> {
            permits.incrementAndGet();
            return new Admission.Admitted(permits::decrementAndGet);
        };
        fixture = new ServerFixture(directory, HttpLimits.DEFAULT, Uplink.unlimited(), counting, routes -> {});
        held = PATCH.storeIn(fixture.store);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @Test
    void chunksLeaveBeforeTheSegmentIsOwned() throws Exception {
        try (var writer = claimKnowing();
                var client = fixture.client()) {
            client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
            var head = client.receive(false);
            assertEquals(200, head.status());
            assertEquals(Integer.toString(4 * CHUNK), head.header("Content-Length"));
            assertEquals(PATCH.chunks(0).toBase64(), head.header("Chunk-Digests"));

            for (int chunk = 0; chunk < 4; chunk++) {
                write(writer, chunk * CHUNK, (chunk + 1) * CHUNK);
                assertArrayEquals(part(chunk * CHUNK, (chunk + 1) * CHUNK), client.read(CHUNK));
                assertFalse(held.owned().contains(0));
            }

            assertEquals(new CommitOutcome.Stored(), writer.commit());
            assertEquals(200, client.get(SEGMENT).status(), "on the same connection");
            assertEquals(0, held.watchers());
        }
        await().until(() -> permits.get() == 0 && fixture.served.size() == 2);
        assertEquals(4L * CHUNK, fixture.served.get(0).bytes());
    }

    @Test
    void aRangeBehindWhatIsVerifiedWaitsToo() throws Exception {
        try (var writer = claimKnowing();
                var client = fixture.client()) {
            client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "Range: bytes=100000-", "");
            var head = client.receive(false);
            assertEquals(206, head.status());
            assertEquals("bytes 100000-262143/262144", head.header("Content-Range"));

            write(writer, 0, CHUNK);
            write(writer, CHUNK, 4 * CHUNK);

            assertArrayEquals(part(100_000, 4 * CHUNK), client.read(4 * CHUNK - 100_000));
        }
    }

    @Test
    void aNewerWriterGoesOnWhereTheFirstGaveUp() throws Exception {
        try (var client = fixture.client()) {
            try (var first = claimKnowing()) {
                client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
                client.receive(false);
                write(first, 0, CHUNK + 1000); // What is not a whole chunk is lost with the writer.
            }
            try (var second = claim()) {
                assertEquals(CHUNK, second.offsetBytes());
                write(second, CHUNK, 4 * CHUNK);
            }

            assertArrayEquals(PATCH.segment(0), client.read(4 * CHUNK));
        }
    }

    @Test
    void whenNobodyBringsTheRestTheConnectionEnds() throws Exception {
        try (var client = fixture.client()) {
            long start;
            try (var writer = claimKnowing()) {
                client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
                client.receive(false);
                write(writer, 0, CHUNK);
                start = System.nanoTime();
            }
            assertArrayEquals(part(0, CHUNK), client.read(CHUNK));
            assertTrue(client.isEnded());

            long millis = (System.nanoTime() - start) / 1_000_000;
            assertTrue(millis >= 1900 && millis < 4000, () -> millis + " ms");
        }
        await().until(() -> permits.get() == 0 && held.watchers() == 0);
        assertEquals(CHUNK, fixture.served.get(0).bytes());
    }

    @Test
    void leavesThatBecomeKnownSoonAreWaitedForAndOthersAreNot() throws Exception {
        try (var writer = claim();
                var client = fixture.client();
                var other = fixture.client()) {
            assertEquals(404, client.get(SEGMENT).status());
            assertEquals(0, held.watchers());

            client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
            await().until(() -> held.watchers() == 1);
            writer.know(PATCH.chunks(0));

            assertEquals(200, client.receive(false).status());
            assertEquals(404, other.head(SEGMENT).status(), "HEAD asks what is owned");
            assertEquals(404, other.get(SEGMENT.replace("/0", "/1")).status());
        }
    }

    @Test
    void aReaderWhoLeavesIsForgotten() throws Exception {
        try (var writer = claimKnowing()) {
            try (var client = fixture.client()) {
                client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
                client.receive(false);
                write(writer, 0, CHUNK);
                client.read(CHUNK);
                await().until(() -> held.watchers() == 1);
            }
            await().until(() -> permits.get() == 0 && held.watchers() == 0);
            assertEquals(CHUNK, held.verifiedBytes(0), "although nothing more came");
        }
    }

    @Test
    void aReaderWhoStopsHoldsUpNeitherWriterNorOthers() throws Exception {
        try (var writer = claimKnowing();
                var stopped = fixture.client();
                var reader = fixture.client()) {
            stopped.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
            reader.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
            reader.receive(false);
            write(writer, 0, 4 * CHUNK);

            assertArrayEquals(PATCH.segment(0), reader.read(4 * CHUNK));
            assertEquals(new CommitOutcome.Stored(), writer.commit());
        }
        await().until(() -> permits.get() == 0 && held.watchers() == 0);
    }

    @Test
    void leavesOfTheLargestSegmentFitIntoAHead() throws Exception {
        var largest = Patch.of(2, 16 << 20);
        try (var other = new ServerFixture(
                        directory.resolve("large"),
                        HttpLimits.DEFAULT,
                        Uplink.unlimited(),
                        Admission.open(),
                        routes -> {});
                var client = other.client()) {
            largest.storeIn(other.store, 0);

            var reply = client.get(SEGMENT);

            assertEquals(largest.chunks(0).toBase64(), reply.header("Chunk-Digests"));
            assertEquals(10_924, reply.header("Chunk-Digests").length());
        }
    }

    @Test
    void aStoreThatClosesMeanwhileEndsTheReaders() throws Exception {
        try (var client = fixture.client()) {
            var writer = claimKnowing();
            client.send("GET " + SEGMENT + " HTTP/1.1", "Host: here", "");
            client.receive(false);
            fixture.store.close();
            assertThrows(IOException.class, () -> {
                write(writer, 0, 4 * CHUNK);
                writer.commit();
            });
            assertArrayEquals(PATCH.segment(0), client.read(4 * CHUNK), "what was verified is right all the same");
        }
    }

    private SegmentWriter claimKnowing() throws IOException {
        var writer = claim();
        assertTrue(writer.know(PATCH.chunks(0)));
        return writer;
    }

    private SegmentWriter claim() throws IOException {
        return ((WriteClaim.Granted) held.write(0, HolderKind.PEER)).writer();
    }

    private static void write(SegmentWriter writer, int from, int to) throws IOException {
        assertTrue(writer.write(ByteBuffer.wrap(part(from, to))));
    }

    private static byte[] part(int from, int to) {
        return Arrays.copyOfRange(PATCH.segment(0), from, to);
    }
}
