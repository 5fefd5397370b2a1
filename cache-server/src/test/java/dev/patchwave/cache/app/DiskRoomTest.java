package dev.patchwave.cache.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.disk.FaultyDisk;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreFull;
import dev.patchwave.store.StoreLimits;
import dev.patchwave.store.TestRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Evictions on a real disk, of releases that nobody fetches. */
class DiskRoomTest {
    private static final int LENGTH_BYTES = 1 << 17;
    private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");
    private static final long EACH_BYTES = ReleaseStore.neededBytes(release(1).signed());

    @TempDir
    private Path temporary;

    private ReleaseStore store;
    private final List<ReleaseId> evicted = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        // Room for four and a half; the marks are at 4.05 and 2.7.
        store = ReleaseStore.open(
                temporary, new StoreLimits(OptionalLong.of(EACH_BYTES * 9 / 2), 90, 60, OptionalLong.of(0)));
        for (int i = 1; i <= 4; i++) {
            create(i);
        }
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void belowTheHighMarkNothingGoes() throws IOException {
        assertFalse(room(Set.of()).keep());
        assertEquals(List.of(), evicted);
    }

    @Test
    void aReleaseThatComesTakesThePlaceOfTheLongestUnused() throws IOException {
        var room = room(Set.of(id(1)));
        assertThrows(StoreFull.class, () -> store.create(release(5).signed()));

        room.admit(EACH_BYTES);
        create(5);

        assertEquals(List.of(id(2)), evicted); // The first is pinned.
        assertEquals(1, room.evictions());
    }

    @Test
    void aReleaseThatWouldNotFitAnywayCostsNothing() throws IOException {
        room(Set.of(id(1), id(2), id(3), id(4))).admit(EACH_BYTES);
        room(Set.of()).admit(5 * EACH_BYTES);

        assertEquals(List.of(), evicted);
    }

    @Test
    void whatIsReadStaysAndTheRestGoesDownToTheLowMark() throws IOException {
        store.close();
        store = ReleaseStore.open(
                temporary, new StoreLimits(OptionalLong.of(EACH_BYTES * 2), 90, 80, OptionalLong.of(0)));
        var room = room(Set.of());
        try (var lease = store.find(id(1)).orElseThrow().content()) {
            assertTrue(lease.channel().isOpen());
            assertTrue(room.keep());
        }

        assertEquals(List.of(id(2), id(3), id(4)), evicted);
        assertEquals(
                List.of(id(1)),
                store.releases().stream().map(SegmentStore::release).toList());
    }

    /** The source and the domain are told, and the rest of the plan is carried out. */
    @Test
    void aReleaseWhoseRemovalFailsHalfWayHasGone() throws IOException {
        store.close();
        var disk = new FaultyDisk();
        disk.room(1L << 30);
        store = ReleaseStore.open(
                disk.root().resolve("releases"),
                new StoreLimits(OptionalLong.of(EACH_BYTES * 9 / 2), 90, 60, OptionalLong.of(0)));
        for (int i = 1; i <= 4; i++) {
            store.create(release(i).signed());
        }
        var room = room(Set.of());
        disk.failsSyncs(true);

        room.admit(2 * EACH_BYTES);

        assertEquals(List.of(id(1), id(2)), evicted);
        assertEquals(2, room.evictions());
    }

    private DiskRoom room(Set<ReleaseId> pinned) {
        return new DiskRoom(
                store, new CachedReleases(), pinned, gone -> evicted.add(gone.release()), Clock.systemUTC());
    }

    /** Used in the order of their numbers, long ago. */
    private void create(int number) throws IOException {
        var held = store.create(release(number).signed());
        Files.setLastModifiedTime(held.directory().resolve("transfers"), FileTime.from(LONG_AGO.plusSeconds(number)));
    }

    private static TestRelease release(int number) {
        return TestRelease.of(id(number), number, LENGTH_BYTES, number);
    }

    /** Each of a product of its own, so that none supersedes another. */
    private static ReleaseId id(int number) {
        return ReleaseId.parse("p" + number + "@1");
    }
}
