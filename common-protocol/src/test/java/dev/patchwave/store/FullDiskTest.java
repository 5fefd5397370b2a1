package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real disk that is really full: a small tmpfs. Needs the right to mount one. */
final class FullDiskTest {
    private static final int DISK_BYTES = 8 << 20;
    private static final int ROWS_DISK_BYTES = 48 << 20; // The engine's own library takes 17 MB of it.
    private static final TestRelease PATCH = TestRelease.of(4 << 20, 1);

    @TempDir
    Path temp;

    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mountASmallDisk() throws Exception {
        disk = Files.createDirectory(temp.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString());
        assumeTrue(mounted, "SKIPPED: this user may not mount a tmpfs, so a full disk was not tried");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            assertTrue(run("umount", "-l", disk.toString())); // RocksDB's library may be loaded from there.
        }
    }

    @Test
    void aDiskThatFillsUpMeanwhileCostsNothingThatIsOwnedAndTheWriteGoesOnLater() throws IOException {
        try (var store = ReleaseStore.open(disk.resolve("releases"))) {
            var release = store.create(PATCH.signed());
            keep(release, 0);
            var ballast = fill();

            try (var writer = claim(release, 1)) {
                var bytes = PATCH.segment(1);
                var problem = assertThrows(StoreFull.class, () -> writer.write(bytes));
                assertTrue(problem.getMessage().startsWith("no room left in " + release.directory()));
                assertEquals(Bitfield.of(64, 0), release.owned());

                Files.delete(ballast);
                writer.write(bytes);
                assertEquals(new CommitOutcome.Stored(), writer.commit());
            }
            assertEquals(Bitfield.of(64, 0, 1), release.owned());
        }
    }

    @Test
    void aReleaseIsRefusedWhenTheRoomIsPromisedToAnother() throws IOException {
        try (var store = ReleaseStore.open(disk.resolve("releases"))) {
            store.create(PATCH.signed());
            var other = TestRelease.of(ReleaseId.parse("other@1"), 1, 4 << 20, 2);

            assertThrows(StoreFull.class, () -> store.create(other.signed()));

            assertEquals(1, store.releases().size());
            store.remove(PATCH.manifest().release());
            store.create(other.signed());
        }
    }

    /** RocksDB by itself takes no write after the first that failed, also when there is room. */
    @Test
    void recordsThatAFullDiskDoesNotTakeWaitForRoomAndAreReadMeanwhile() throws Exception {
        assertTrue(run("mount", "-o", "remount,size=" + ROWS_DISK_BYTES, disk.toString()));
        var value = new byte[8 << 10]; // More than the page that its log has left.
        try (var store = RocksRecordStore.open(disk.resolve("state"))) {
            store.write(List.of(new RowWrite.Put(RecordKey.of("p", "before"), value)))
                    .join();
            var ballast = fill();

            var waiting = store.write(List.of(new RowWrite.Put(RecordKey.of("p", "first"), value)));
            var behind = store.write(List.of(new RowWrite.Put(RecordKey.of("p", "second"), value)));
            assertThrows(TimeoutException.class, () -> waiting.get(100, TimeUnit.MILLISECONDS));
            assertTrue(store.get(RecordKey.of("p", "before"), Instant.EPOCH).isPresent());
            assertTrue(store.get(RecordKey.of("p", "first"), Instant.EPOCH).isEmpty());

            Files.delete(ballast);
            waiting.get(20, TimeUnit.SECONDS);
            behind.get(20, TimeUnit.SECONDS);
        }
        try (var store = RocksRecordStore.open(disk.resolve("state"))) {
            for (String row : List.of("before", "first", "second")) {
                assertTrue(store.get(RecordKey.of("p", row), Instant.EPOCH).isPresent(), row);
            }
        }
    }

    private Path fill() throws IOException {
        var ballast = disk.resolve("ballast");
        try (var out = Files.newOutputStream(ballast)) {
            byte[] page = new byte[4096];
            while (Files.getFileStore(disk).getUsableSpace() > 0) {
                out.write(page);
            }
        }
        return ballast;
    }

    private static void keep(SegmentStore release, int segment) throws IOException {
        var writer = claim(release, segment);
        writer.write(PATCH.segment(segment));
        assertEquals(new CommitOutcome.Stored(), writer.commit());
    }

    private static SegmentWriter claim(SegmentStore release, int segment) throws IOException {
        return ((WriteClaim.Granted) release.write(segment, HolderKind.PEER)).writer();
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(List.of(command)).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false; // No such command.
        }
    }
}
