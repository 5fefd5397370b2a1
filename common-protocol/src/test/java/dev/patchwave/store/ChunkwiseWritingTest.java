package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkwiseWritingTest extends HeldRelease {
    private static final int CHUNK = ChunkTree.CHUNK_BYTES;
    private static final int SEGMENT_BYTES = 4 * CHUNK;
    /** Three segments of four chunks, and one of two, of which the last is short. */
    private static final TestRelease PATCH =
            TestRelease.of(ReleaseId.parse("test@1.0"), 1, 3 * SEGMENT_BYTES + CHUNK + 1000, SEGMENT_BYTES, 5);

    ChunkwiseWritingTest() {
        super(PATCH);
    }

    @Test
    void eachChunkIsVerifiedAsItComesAndTheNextWriterGoesOnBehindIt() throws IOException {
        try (var writer = claim(0)) {
            assertTrue(writer.know(PATCH.chunks(0)));
            assertTrue(writer.write(bytes(0, 0, CHUNK - 1)));
            assertEquals(0, release.verifiedBytes(0));
            assertTrue(writer.write(bytes(0, CHUNK - 1, 2 * CHUNK + 1)));
            assertEquals(2 * CHUNK, release.verifiedBytes(0));
            assertEquals(2 * CHUNK, writer.verifiedBytes());
            assertTrue(release.isBeingWritten(0));
        }
        assertFalse(release.isBeingWritten(0));
        assertTrue(release.owned().isEmpty());

        try (var next = claim(0)) {
            assertEquals(2 * CHUNK, next.offsetBytes());
            assertTrue(next.knowsChunks());
            assertTrue(next.write(bytes(0, 2 * CHUNK, SEGMENT_BYTES)));
            assertEquals(new CommitOutcome.Stored(), next.commit());
        }
        assertEquals(SEGMENT_BYTES, release.verifiedBytes(0));
        assertEquals(SEGMENT_BYTES + 1, release.ledger().receivedBytes());
    }

    @Test
    void aWrongChunkIsToldAtOnceAndWhatCameBeforeItStays() throws IOException {
        try (var writer = claim(0)) {
            writer.know(PATCH.chunks(0));
            byte[] damaged = new byte[SEGMENT_BYTES];
            PATCH.segment(0).get(damaged);
            damaged[CHUNK + 7]++;

            assertTrue(writer.write(ByteBuffer.wrap(damaged, 0, 2 * CHUNK - 1)));
            assertFalse(writer.write(ByteBuffer.wrap(damaged, 2 * CHUNK - 1, CHUNK)));

            assertEquals(CHUNK, writer.offsetBytes());
            assertTrue(writer.write(bytes(0, CHUNK, SEGMENT_BYTES)), "another holder goes on with the same writer");
            assertEquals(new CommitOutcome.Stored(), writer.commit());
        }
    }

    @Test
    void leavesOfSomethingElseAreNotBelieved() throws IOException {
        try (var writer = claim(0)) {
            assertFalse(writer.know(PATCH.chunks(1)));
            assertFalse(writer.knowsChunks());
            assertTrue(writer.know(PATCH.chunks(0)));
            assertFalse(writer.know(PATCH.chunks(1)));
        }
        assertEquals(Optional.of(PATCH.chunks(0)), release.chunks(0));
        assertEquals(0, release.verifiedBytes(0));
    }

    @Test
    void withoutLeavesTheWholeDecidesAndTheyAreKnownAfterwards() throws IOException {
        try (var broken = claim(3)) {
            broken.write(bytes(3, 0, CHUNK));
            assertEquals(0, release.verifiedBytes(3));
            assertThrows(IllegalStateException.class, () -> broken.know(PATCH.chunks(3)));
        }
        var writer = claim(3);
        assertEquals(0, writer.offsetBytes());
        writer.write(PATCH.segment(3));
        assertEquals(new CommitOutcome.Stored(), writer.commit());

        assertEquals(Optional.of(PATCH.chunks(3)), release.chunks(3));
        reopen();
        assertEquals(Optional.of(PATCH.chunks(3)), release.chunks(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK - 1, 2 * CHUNK, 3 * CHUNK + 9, 4 * CHUNK - 1})
    void aRunThatEndsAnywhereLeavesItsWholeChunks(int bytes) throws IOException {
        claimKnowing(1).write(bytes(1, 0, bytes)); // Never closed, as in a crash.

        reopen();

        assertEquals(bytes / CHUNK * CHUNK, release.verifiedBytes(1));
        assertEquals(Optional.of(PATCH.chunks(1)), release.chunks(1));
        assertTrue(release.owned().isEmpty());
        finish(1);
        assertEquals(SEGMENT_BYTES + bytes % CHUNK, release.ledger().receivedBytes());
    }

    @Test
    void aSegmentThatLackedOnlyItsEndIsCommittedWithoutAByte() throws IOException {
        claimKnowing(3).write(PATCH.segment(3));

        reopen();

        try (var writer = claim(3)) {
            assertEquals(0, writer.remainingBytes());
            assertEquals(new CommitOutcome.Stored(), writer.commit());
        }
        assertEquals(Bitfield.of(4, 3), release.owned());
    }

    @Test
    void whatIsDamagedOnDiskIsNotAdopted() throws IOException {
        for (int segment = 0; segment < 3; segment++) {
            claimKnowing(segment).write(bytes(segment, 0, 3 * CHUNK));
        }
        store.close();
        damage("content", CHUNK + 5);
        damage("chunks", PATCH.chunks(0).leaves().length + 40);

        reopen();

        assertEquals(CHUNK, release.verifiedBytes(0), "its second chunk was damaged");
        assertEquals(0, release.verifiedBytes(1), "its leaves were damaged");
        assertEquals(Optional.empty(), release.chunks(1));
        assertEquals(3 * CHUNK, release.verifiedBytes(2));
        for (int segment = 0; segment < 4; segment++) {
            finish(segment);
        }
        assertTrue(release.owned().isFull());
    }

    @Test
    void whoWatchesHearsOfEachChangeUntilItDoesNotWantTo() throws IOException {
        var heard = new AtomicInteger();
        var watch = release.watch(2, heard::incrementAndGet);
        try (var writer = claimKnowing(2)) {
            assertEquals(2, heard.get(), "claimed, leaves known");
            writer.write(bytes(2, 0, CHUNK));
            assertEquals(3, heard.get());
            claimKnowing(1).close();
            writer.write(bytes(2, CHUNK, CHUNK + 1));
            assertEquals(3, heard.get());
        }
        assertEquals(4, heard.get(), "given up");
        watch.close();
        watch.close();
        finish(2);
        assertEquals(4, heard.get());
        assertEquals(0, release.watchers());
    }

    @Test
    void howeverFetchesBreakNoVerifiedByteIsWrittenTwice() throws IOException {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        long lostBytes = 0;
        while (!release.owned().isFull()) {
            int segment = release.owned().complement().stream().findFirst().orElseThrow();
            int before = release.verifiedBytes(segment);
            var writer = claimKnowing(segment);
            assertEquals(before, writer.offsetBytes(), "seed " + seed);
            int bites = random.nextInt(6);
            for (int bite = 0; bite < bites && writer.remainingBytes() > 0; bite++) {
                int some = 1 + random.nextInt(Math.min(writer.remainingBytes(), 3 * CHUNK));
                assertTrue(
                        writer.write(bytes(segment, writer.offsetBytes(), writer.offsetBytes() + some)),
                        "seed " + seed);
            }
            if (writer.remainingBytes() == 0 && random.nextBoolean()) {
                assertEquals(new CommitOutcome.Stored(), writer.commit(), "seed " + seed);
                continue;
            }
            lostBytes += writer.offsetBytes() - writer.verifiedBytes();
            if (random.nextInt(4) == 0) {
                reopen();
            } else {
                writer.close();
            }
        }
        assertEquals(PATCH.content().length + lostBytes, release.ledger().receivedBytes(), "seed " + seed);
        var content = ByteBuffer.allocate(PATCH.content().length);
        try (var lease = release.content()) {
            lease.channel().read(content, 0);
        }
        assertEquals(ByteBuffer.wrap(PATCH.content()), content.flip(), "seed " + seed);
    }

    private void reopen() throws IOException {
        store.close();
        store = ReleaseStore.open(temp.resolve("releases"));
        release = store.find(PATCH.manifest().release()).orElseThrow();
    }

    private void damage(String name, long at) throws IOException {
        try (var file = new RandomAccessFile(release.directory().resolve(name).toFile(), "rw")) {
            file.seek(at);
            int was = file.read();
            file.seek(at);
            file.write(was + 1);
        }
    }

    private void finish(int segment) throws IOException {
        var writer = claimKnowing(segment);
        writer.write(bytes(segment, writer.offsetBytes(), writer.offsetBytes() + writer.remainingBytes()));
        assertEquals(new CommitOutcome.Stored(), writer.commit());
    }

    private SegmentWriter claimKnowing(int segment) throws IOException {
        var writer = claim(segment);
        assertTrue(writer.know(PATCH.chunks(segment)));
        return writer;
    }

    private SegmentWriter claim(int segment) throws IOException {
        return ((WriteClaim.Granted) release.write(segment, HolderKind.PEER)).writer();
    }

    private static ByteBuffer bytes(int segment, int from, int to) {
        return PATCH.segment(segment).limit(to).position(from);
    }
}
