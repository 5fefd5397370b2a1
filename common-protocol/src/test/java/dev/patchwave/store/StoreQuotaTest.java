package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreQuotaTest {
    private static final TestRelease PATCH = TestRelease.of(1 << 20, 1);
    private static final TestRelease OTHER = TestRelease.of(ReleaseId.parse("other@1"), 1, 1 << 20, 2);

    @TempDir
    Path temp;

    @Test
    void aReleaseBeyondTheQuotaIsRefusedBeforeAnythingIsWrittenAndTakenWhenThereIsRoom() throws IOException {
        long quota = ReleaseStore.neededBytes(PATCH.signed()) + ReleaseStore.neededBytes(OTHER.signed()) - 1;
        try (var store = open(OptionalLong.of(quota), 0)) {
            store.create(PATCH.signed());

            var refusal = assertThrows(StoreFull.class, () -> store.create(OTHER.signed()));

            assertTrue(refusal.getMessage().contains("of a quota of " + quota), refusal::getMessage);
            assertFalse(Files.exists(temp.resolve("other@1")));
            assertTrue(store.evict(PATCH.manifest().release()));
            store.create(OTHER.signed());
        }
    }

    @Test
    void theReserveIsKeptFromReleasesAndFromTheirSegments() throws IOException {
        long free = Files.getFileStore(temp).getUsableSpace();
        try (var store = open(OptionalLong.empty(), 2 * free)) {
            var refusal = assertThrows(StoreFull.class, () -> store.create(PATCH.signed()));

            assertTrue(refusal.getMessage().startsWith("not enough room in " + temp), refusal::getMessage);
            assertTrue(refusal.getMessage().endsWith("0 are free besides a reserve of " + 2 * free));
        }
        try (var roomy = open(OptionalLong.empty(), 0)) {
            roomy.create(PATCH.signed());
        }
        try (var store = open(OptionalLong.empty(), 2 * free)) {
            var held = store.releases().getFirst();

            assertThrows(StoreFull.class, () -> held.write(0, HolderKind.SOURCE));
            assertFalse(held.isBeingWritten(0));
        }
    }

    @Test
    void whoIsReadOrWrittenIsNotEvicted() throws IOException {
        try (var store = open(OptionalLong.empty(), 0)) {
            var held = store.create(PATCH.signed());
            var id = held.release();
            try (var lease = held.content()) {
                assertTrue(lease.channel().isOpen());
                assertTrue(held.isInUse());
                assertFalse(store.evict(id));
            }
            var writer = ((WriteClaim.Granted) held.write(0, HolderKind.PEER)).writer();
            assertFalse(store.evict(id));
            writer.close();

            assertFalse(held.isInUse());
            assertTrue(store.evict(id));
            assertThrows(ClosedChannelException.class, held::content);
            assertEquals(List.of(), store.releases());
            assertFalse(store.evict(id));
        }
    }

    /** It has another name already: whoever asks must not go on as if it were there. */
    @Test
    void aReleaseWhoseFilesStayIsGoneAllTheSame() throws IOException {
        var disk = new FaultyDisk();
        try (var store = ReleaseStore.open(disk.root().resolve("releases"))) {
            var held = store.create(PATCH.signed());
            disk.failsSyncs(true);

            assertTrue(store.evict(held.release()));

            disk.failsSyncs(false);
            assertTrue(held.isClosed());
            assertEquals(List.of(), store.releases());
            assertFalse(Files.exists(held.directory()));
            assertEquals(PATCH.manifest(), store.create(PATCH.signed()).manifest());
        }
    }

    @Test
    void whatIsUsedIsWhatItTakesOnceItIsWritten() throws IOException {
        try (var store = open(OptionalLong.empty(), 0)) {
            store.create(PATCH.signed());

            assertEquals(ReleaseStore.neededBytes(PATCH.signed()), store.room().usedBytes());
            assertEquals(1 << 20, store.room().unwrittenBytes());
        }
    }

    private ReleaseStore open(OptionalLong quota, long reserve) throws IOException {
        return ReleaseStore.open(temp, new StoreLimits(quota, 90, 80, OptionalLong.of(reserve)));
    }
}
