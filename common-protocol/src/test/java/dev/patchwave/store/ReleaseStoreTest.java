package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.ManifestSigner;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleaseStoreTest {
    private static final TestRelease PATCH = TestRelease.of(3 * TestRelease.SEGMENT_BYTES + 5, 1);
    private static final ReleaseId ID = PATCH.manifest().release();

    @TempDir
    Path temp;

    private ReleaseStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = ReleaseStore.open(temp.resolve("releases"));
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    @Test
    void aReleaseIsCreatedOnceAndFound() throws IOException {
        var created = store.create(PATCH.signed());

        assertSame(created, store.create(PATCH.signed()));
        assertEquals(Optional.of(created), store.find(ID));
        assertEquals(List.of(created), store.releases());
        assertEquals(Bitfield.empty(4), created.owned());
    }

    @Test
    void anotherManifestOfTheSameNameIsRefused() throws IOException {
        store.create(PATCH.signed());

        assertThrows(
                ReleaseConflict.class, () -> store.create(TestRelease.of(7, 2).signed()));
    }

    @Test
    void progressAndTransfersSurviveARestart() throws IOException {
        keep(2, HolderKind.PEER);
        keep(3, HolderKind.SOURCE);
        store.find(ID).orElseThrow().ledger().uploaded(42);

        var release = restart();

        assertEquals(Bitfield.of(4, 2, 3), release.owned());
        assertEquals(PATCH.signed(), release.signed());
        assertEquals(1, release.segmentsBy(HolderKind.PEER));
        assertEquals(TestRelease.SEGMENT_BYTES, release.bytesBy(HolderKind.PEER));
        assertEquals(5, release.bytesBy(HolderKind.SOURCE));
        assertEquals(TestRelease.SEGMENT_BYTES + 5, release.ledger().receivedBytes());
        assertEquals(42, release.ledger().uploadedBytes());
    }

    @Test
    void aSecondProcessIsToldThatTheStoreIsInUse() {
        assertThrows(StoreInUse.class, () -> ReleaseStore.open(store.directory()));
    }

    @Test
    void whatACrashLeftHalfMadeIsSweptOnOpen() throws IOException {
        Files.createDirectories(store.directory().resolve(".new-test@1.0/x"));
        Files.createDirectories(store.directory().resolve(".gone-test@0.9"));

        store.close();
        openStore();

        try (var left = Files.list(store.directory())) {
            assertEquals(
                    List.of("lock"),
                    left.map(path -> path.getFileName().toString()).toList());
        }
    }

    @Test
    void aRemovedReleaseIsGoneButReadersFinish() throws IOException {
        keep(0, HolderKind.SOURCE);
        var release = store.find(ID).orElseThrow();
        try (var lease = release.content()) {
            assertTrue(store.remove(ID));

            var read = ByteBuffer.allocate(TestRelease.SEGMENT_BYTES);
            lease.channel().read(read, 0);
            assertArrayEquals(read.array(), segmentBytes(0));
        }
        assertThrows(ClosedChannelException.class, release::content);
        assertThrows(ClosedChannelException.class, () -> release.write(1, HolderKind.SOURCE));
        assertFalse(store.remove(ID));
        assertFalse(Files.exists(release.directory()));
        assertEquals(Bitfield.empty(4), store.create(PATCH.signed()).owned());
    }

    @Test
    void withoutAJournalTheDigestsDecide() throws IOException {
        keep(1, HolderKind.PEER);
        keep(3, HolderKind.PEER);
        Files.delete(folder().resolve("progress"));

        var release = restart();

        assertEquals(Bitfield.of(4, 1, 3), release.owned());
        assertEquals(0, release.segmentsBy(HolderKind.PEER));
        assertEquals(TestRelease.SEGMENT_BYTES + 5, release.bytesAdopted());
        assertEquals(Bitfield.of(4, 1, 3), restart().owned());
    }

    @Test
    void contentThatIsTooShortIsBelievedOnlyAsFarAsItsDigestsAgree() throws IOException {
        keep(0, HolderKind.PEER);
        keep(1, HolderKind.PEER);
        keep(2, HolderKind.PEER);
        store.close();
        try (var content = new RandomAccessFile(folder().resolve("content").toFile(), "rw")) {
            content.setLength(2L * TestRelease.SEGMENT_BYTES - 1);
        }

        var release = restart();

        assertEquals(Bitfield.of(4, 0), release.owned());
        assertEquals(1, release.segmentsBy(HolderKind.PEER));
        assertEquals(Bitfield.of(4, 0), restart().owned());
    }

    @Test
    void aDamagedManifestIsPutAsideAndDoesNotStopTheOthers() throws IOException {
        var other = TestRelease.of(ReleaseId.parse("other@1.0"), 1, 9, 3);
        store.create(PATCH.signed());
        store.create(other.signed());
        Files.writeString(folder().resolve("manifest.dsse.json"), "{");

        store.close();
        openStore();

        assertEquals(Optional.empty(), store.find(ID));
        assertTrue(store.find(other.manifest().release()).isPresent());
        assertTrue(Files.exists(store.directory().resolve(".damaged-test@1.0")));
    }

    @Test
    void aReleaseForWhichThereIsNoRoomIsRefusedByDirectoryNeededAndFreeBytes() throws IOException {
        long freeBytes = Files.getFileStore(store.directory()).getUsableSpace();
        var problem = assertThrows(
                StoreFull.class,
                () -> store.create(new ManifestSigner(TestRelease.PUBLISHER)
                        .sign(sparse(
                                Math.min(Manifest.MAX_LENGTH_BYTES, 2 * freeBytes), Manifest.MAX_SEGMENT_SIZE_BYTES))));

        assertTrue(problem.getMessage().startsWith("not enough room in " + store.directory()), problem.getMessage());
        assertEquals(List.of(), store.releases());
        assertFalse(Files.exists(folder()));
    }

    @Test
    void theLastSegmentOfFourGibibytesIsWrittenAtItsPlace() throws IOException {
        byte[] last = new byte[1 << 20];
        last[last.length - 1] = 1;
        var manifest = sparse(4L << 30, 1 << 20, Digest.of(last));
        var release = store.create(new ManifestSigner(TestRelease.PUBLISHER).sign(manifest));

        var writer = ((WriteClaim.Granted) release.write(4095, HolderKind.SOURCE)).writer();
        writer.write(ByteBuffer.wrap(last));

        assertEquals(new CommitOutcome.Stored(), writer.commit());
        assertEquals(4L << 30, Files.size(release.directory().resolve("content")));
        assertTrue(release.owned().contains(4095));
    }

    @Test
    void nothingStaysOpenAfterClose() throws IOException {
        store.close();
        long before = openFiles();
        for (int i = 0; i < 20; i++) {
            openStore();
            keep(i % 4, HolderKind.PEER);
            store.find(ID).orElseThrow().content().close();
            store.close();
        }
        assertEquals(before, openFiles());
    }

    private void keep(int segment, HolderKind from) throws IOException {
        var release = store.create(PATCH.signed());
        if (release.write(segment, from) instanceof WriteClaim.Granted(var writer)) {
            writer.write(PATCH.segment(segment));
            assertEquals(new CommitOutcome.Stored(), writer.commit());
        }
    }

    private SegmentStore restart() throws IOException {
        store.close();
        openStore();
        return store.find(ID).orElseThrow();
    }

    private Path folder() {
        return store.directory().resolve(ID.toString());
    }

    private static byte[] segmentBytes(int segment) {
        byte[] bytes = new byte[PATCH.manifest().segmentLengthBytes(segment)];
        PATCH.segment(segment).get(bytes);
        return bytes;
    }

    private static Manifest sparse(long lengthBytes, int segmentSizeBytes) {
        return sparse(lengthBytes, segmentSizeBytes, Digest.of(new byte[0]));
    }

    private static Manifest sparse(long lengthBytes, int segmentSizeBytes, Digest each) {
        int segments = (int) Manifest.segmentsOf(lengthBytes, segmentSizeBytes);
        return new Manifest(
                ID,
                1,
                lengthBytes,
                segmentSizeBytes,
                each,
                Collections.nCopies(segments, each),
                Collections.nCopies(segments, each),
                Instant.EPOCH);
    }

    private static long openFiles() throws IOException {
        var directory = Path.of("/proc/self/fd");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (var files = Files.list(directory)) {
            return files.count();
        }
    }
}
