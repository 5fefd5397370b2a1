package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class SegmentStoreTest extends HeldRelease {
    private static final int SEGMENTS = 32;
    private static final TestRelease PATCH = TestRelease.of(SEGMENTS * TestRelease.SEGMENT_BYTES, 1);

    SegmentStoreTest() {
        super(PATCH);
    }

    @Test
    void aSegmentIsOwnedOnlyOnceItIsCommitted() throws IOException {
        var writer = claim(5, HolderKind.PEER);
        writer.write(PATCH.segment(5));
        assertEquals(Bitfield.empty(SEGMENTS), release.owned());

        assertEquals(new CommitOutcome.Stored(), writer.commit());

        assertEquals(Bitfield.of(SEGMENTS, 5), release.owned());
        assertEquals(new WriteClaim.AlreadyOwned(), release.write(5, HolderKind.PEER));
    }

    @Test
    void twoNeverWriteTheSameSegmentAtOnce() throws IOException {
        try (var writer = claim(5, HolderKind.PEER)) {
            assertEquals(5, writer.segment());
            assertEquals(new WriteClaim.BeingWritten(), release.write(5, HolderKind.SOURCE));
        }
        claim(5, HolderKind.SOURCE).close();
    }

    @Test
    void wrongBytesAreRefusedAndTheSegmentCanBeClaimedAgain() throws IOException {
        var writer = claim(5, HolderKind.PEER);
        writer.write(PATCH.segment(6));

        assertInstanceOf(CommitOutcome.Corrupt.class, writer.commit());

        assertEquals(Bitfield.empty(SEGMENTS), release.owned());
        keep(5, HolderKind.SOURCE);
        assertEquals(1, release.segmentsBy(HolderKind.SOURCE));
        assertEquals(TestRelease.SEGMENT_BYTES, release.ledger().receivedBytes(HolderKind.PEER));
        assertEquals(2L * TestRelease.SEGMENT_BYTES, release.ledger().receivedBytes());
    }

    @Test
    void aBrokenFetchGoesOnWithAnotherHolder() throws IOException {
        var bytes = PATCH.segment(5);
        try (var writer = claim(5, HolderKind.PEER)) {
            writer.write(bytes.limit(1000));
            assertEquals(1000, writer.offsetBytes());

            writer.continueFrom(HolderKind.OWN_CACHE);
            writer.write(direct(bytes.limit(bytes.capacity())));
            assertEquals(new CommitOutcome.Stored(), writer.commit());
        }
        assertEquals(1, release.segmentsBy(HolderKind.OWN_CACHE));
        assertEquals(1000, release.ledger().receivedBytes(HolderKind.PEER));
    }

    @Test
    void moreBytesThanASegmentHasAreOurOwnMistake() throws IOException {
        try (var writer = claim(5, HolderKind.PEER)) {
            writer.write(PATCH.segment(5));
            assertThrows(IllegalArgumentException.class, () -> writer.write(ByteBuffer.allocate(1)));
        }
        assertThrows(IndexOutOfBoundsException.class, () -> release.write(SEGMENTS, HolderKind.PEER));
    }

    @Test
    void anUnfinishedOrClosedWriterCannotCommit() throws IOException {
        var writer = claim(5, HolderKind.PEER);
        assertThrows(IllegalStateException.class, writer::commit);
        writer.close();
        assertThrows(IllegalStateException.class, writer::commit);
    }

    @Test
    void aWriterThatOutlivesTheStoreIsToldSo() throws IOException {
        var writer = claim(5, HolderKind.PEER);
        writer.write(PATCH.segment(5));
        store.close();

        assertThrows(IOException.class, writer::commit);
        assertEquals(Bitfield.empty(SEGMENTS), release.owned());
    }

    @Test
    void threadsThatCommitAtOnceAllGetTheirSegments() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var kinds = List.copyOf(EnumSet.allOf(HolderKind.class));
            var tasks = new ArrayList<Callable<CommitOutcome>>();
            for (int i = 0; i < SEGMENTS; i++) {
                int segment = i;
                tasks.add(() -> keep(segment, kinds.get(segment % kinds.size())));
            }
            for (var task : threads.invokeAll(tasks)) {
                assertEquals(new CommitOutcome.Stored(), task.get());
            }
        }
        assertTrue(release.owned().isFull());
        assertEquals(SEGMENTS / 4, release.segmentsBy(HolderKind.OTHER_CACHE));
        assertEquals(PATCH.manifest().lengthBytes(), release.ledger().receivedBytes());
    }

    @Test
    void aFileIsTakenOverAsFarAsItIsRight() throws IOException {
        byte[] bytes = PATCH.content().clone();
        bytes[3 * TestRelease.SEGMENT_BYTES]++;
        var file = Files.write(temp.resolve("patch"), bytes);

        assertEquals(SEGMENTS - 1, release.importContent(file));

        assertEquals(Bitfield.of(SEGMENTS, 3), release.owned().complement());
        assertEquals(0, release.ledger().receivedBytes());
    }

    private CommitOutcome keep(int segment, HolderKind from) throws IOException {
        var writer = claim(segment, from);
        writer.write(PATCH.segment(segment));
        return writer.commit();
    }

    private SegmentWriter claim(int segment, HolderKind from) throws IOException {
        return ((WriteClaim.Granted) release.write(segment, from)).writer();
    }

    private static ByteBuffer direct(ByteBuffer bytes) {
        return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
    }
}
