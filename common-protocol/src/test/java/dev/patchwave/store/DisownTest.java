package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Somebody wants to write a segment in the very moment in which it is found to be rotten. */
class DisownTest {
    private static final TestRelease PATCH = TestRelease.of(2 * TestRelease.SEGMENT_BYTES, 1);
    private static final long ROOM_BYTES = 1L << 30;

    private final FaultyDisk disk = new FaultyDisk();

    DisownTest() {
        disk.room(ROOM_BYTES);
    }

    @Test
    void nobodyBeginsToWriteASegmentWhileItsGoodChunksAreLookedFor() throws IOException {
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            var release = store.create(PATCH.signed());
            write(release, 0);
            disk.flip(release.contentPath(), 8 * (TestRelease.SEGMENT_BYTES - 1));
            var claims = new ArrayList<WriteClaim>();
            disk.beforeEachRead(() -> claims.add(claim(release)));

            release.disown(0);

            disk.beforeEachRead(() -> {});
            assertFalse(claims.isEmpty());
            claims.forEach(claim -> assertEquals(new WriteClaim.AlreadyOwned(), claim));
            assertFalse(release.isBeingWritten(0));
            assertInstanceOf(WriteClaim.Granted.class, claim(release));
            assertEquals(new WriteClaim.BeingWritten(), claim(release));
        }
    }

    @Test
    void whatAFullDiskDidNotRecordIsRecordedWhenThereIsRoom() throws IOException {
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            var release = store.create(PATCH.signed());
            write(release, 0);
            disk.room(5);
            assertThrows(StoreFull.class, () -> release.disown(0));
            assertThrows(StoreFull.class, release::settle);
            assertTrue(release.owned().isEmpty());
            disk.room(ROOM_BYTES);

            release.settle();
        }
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            assertTrue(store.releases().getFirst().owned().isEmpty());
        }
    }

    /** The first that it finds leaves the journal in doubt; the second was not even read then. */
    @Test
    void allThatRotsIsFoundOnADiskThatTakesNoWrites() throws IOException {
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            var release = store.create(PATCH.signed());
            write(release, 0);
            write(release, 1);
            disk.flip(release.contentPath(), 0);
            disk.flip(release.contentPath(), 8 * TestRelease.SEGMENT_BYTES);
            disk.failsSyncs(true);

            var found = OneScrub.of(store);

            assertEquals(Set.of(0, 1), Set.copyOf(found));
            assertTrue(release.owned().isEmpty());
        }
    }

    /** The record is half written, and cannot be taken back: the journal used to take no more until the next start. */
    @Test
    void aDiskThatBecameReadOnlyWithinARecordTakesSegmentsAgainWhenItIsWritable() throws IOException {
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            var release = store.create(PATCH.signed());
            var writer = ((WriteClaim.Granted) release.write(0, HolderKind.SOURCE)).writer();
            writer.write(PATCH.segment(0));
            disk.afterEachWrite(() -> disk.readOnly(true));
            assertThrows(StoreReadOnly.class, writer::commit);
            disk.afterEachWrite(() -> {});
            assertTrue(release.owned().isEmpty());
            disk.readOnly(false);

            write(release, 0);
        }
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            assertEquals(1, store.releases().getFirst().owned().count());
        }
    }

    /** Its name may be on disk although the sync of the folder failed, and its record vouch for bytes that nobody verified. */
    @Test
    void aSegmentThatTheJournalMayVouchForIsWrittenOnlyOnceTheJournalIsPutRight() throws IOException {
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            var release = store.create(PATCH.signed());
            var first = ((WriteClaim.Granted) release.write(0, HolderKind.SOURCE)).writer();
            var second = ((WriteClaim.Granted) release.write(1, HolderKind.SOURCE)).writer();
            first.know(PATCH.chunks(0)); // So that its record is the first thing that is written below.
            first.write(PATCH.segment(0));
            second.write(PATCH.segment(1));
            disk.afterEachWrite(() -> disk.readOnly(true));
            assertThrows(StoreReadOnly.class, first::commit);
            disk.afterEachWrite(() -> {});
            disk.readOnly(false);
            disk.failsFolderSyncs(true);
            assertThrows(IOException.class, second::commit);
            first.close();
            second.close();

            assertThrows(IOException.class, () -> release.write(1, HolderKind.SOURCE));
            assertFalse(release.isBeingWritten(1));
            disk.failsFolderSyncs(false);
            var third = ((WriteClaim.Granted) release.write(1, HolderKind.SOURCE)).writer();
            third.write(ByteBuffer.wrap(new byte[100]));
        }
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            assertTrue(store.releases().getFirst().owned().isEmpty());
        }
    }

    @Test
    void whatIsBeingWrittenIsNotTakenFromItsWriter() {
        var arrivals = new Arrivals();
        assertTrue(arrivals.claim(0, 0).isPresent());

        arrivals.adopt(0, PATCH.chunks(0), 100, 0);

        assertTrue(arrivals.isBeingWritten(0));
        assertEquals(Optional.empty(), arrivals.claim(0, 0));
        assertEquals(0, arrivals.verifiedBytes(0));
    }

    private static void write(SegmentStore release, int segment) throws IOException {
        var writer = ((WriteClaim.Granted) release.write(segment, HolderKind.SOURCE)).writer();
        writer.write(PATCH.segment(segment));
        assertEquals(new CommitOutcome.Stored(), writer.commit());
        assertTrue(release.owned().contains(segment));
    }

    private static WriteClaim claim(SegmentStore release) {
        try {
            return release.write(0, HolderKind.SOURCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
