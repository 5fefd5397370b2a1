package dev.patchwave.trust.tuf.client;

import static dev.patchwave.trust.tuf.TestFiles.NOW;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.trust.tuf.TestKey;
import dev.patchwave.trust.tuf.TopLevelRole;
import dev.patchwave.trust.tuf.TufProblem;
import dev.patchwave.trust.tuf.TufProblem.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpdateTest {
    private final MemoryRepository repository = new MemoryRepository();
    private final MemoryStore store = new MemoryStore();

    @BeforeEach
    void ship() throws IOException, TufProblem {
        Update.init(store, repository.shippedRoot(), NOW);
    }

    private void update() throws IOException, TufProblem {
        repository.asked.clear();
        Update.run(store, repository, NOW);
    }

    private void assertStores(String name, String published) {
        assertArrayEquals(repository.files.get(published), store.files.get(name), name);
    }

    @Test
    void asksInTheOrderOfTheSpecificationAndStoresWhatCame() throws Exception {
        update();
        assertEquals(List.of("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json"), repository.asked);
        assertStores("timestamp.json", "timestamp.json");
        assertStores("snapshot.json", "1.snapshot.json");
        assertStores("targets.json", "1.targets.json");
    }

    @Test
    void whatIsStoredIsNotFetchedAgain() throws Exception {
        update();
        update();
        assertEquals(List.of("2.root.json", "timestamp.json"), repository.asked);
    }

    @Test
    void aDamagedStoreIsFetchedAgain() throws Exception {
        update();
        store.files.put("snapshot.json", new byte[] {'{'});
        store.files.put("targets.json", new byte[0]);
        update();
        assertStores("snapshot.json", "1.snapshot.json");
        assertStores("targets.json", "1.targets.json");
    }

    @Test
    void aClientIsInitialisedOnce() {
        assertThrows(IOException.class, () -> Update.init(store, repository.shippedRoot(), NOW));
    }

    @Test
    void longChainsOfRootsAreFollowed() throws Exception {
        for (int i = 0; i < 20; i++) {
            repository.root();
        }
        update();
        assertStores("root.json", "21.root.json");
    }

    @Test
    void aRepositoryRecoversFromFastForwardByNewKeys() throws Exception {
        repository.publish(1_000_000, 1_000_000, 1_000_000);
        update();
        repository.rotate(TopLevelRole.SNAPSHOT);
        repository.rotate(TopLevelRole.TIMESTAMP);
        repository.publish(1, 1, 1);
        update();
        assertStores("timestamp.json", "timestamp.json");
        assertStores("targets.json", "1.targets.json");
    }

    /** The chain of updates goes on wherever the client dies, and never takes what is older than what it had. */
    @Test
    void aDeathAtAnyStepIsCarriedOn() throws Exception {
        for (int steps = 0; ; steps++) {
            var world = new MemoryRepository();
            var disk = new MemoryStore();
            Update.init(disk, world.shippedRoot(), NOW);
            world.publish(50, 50, 50);
            Update.run(disk, world, NOW);
            world.rotate(TopLevelRole.TIMESTAMP);
            world.rotate(TopLevelRole.SNAPSHOT);
            world.publish(2, 2, 2);
            disk.dieAfter(steps);
            boolean died = dies(disk, world);
            disk.dieAfter(Integer.MAX_VALUE);
            Update.run(disk, world, NOW);
            assertArrayEquals(world.files.get("3.root.json"), disk.files.get("root.json"), "death after " + steps);
            assertArrayEquals(world.files.get("timestamp.json"), disk.files.get("timestamp.json"));
            assertArrayEquals(world.files.get("2.targets.json"), disk.files.get("targets.json"));
            if (!died) {
                assertTrue(steps > 6, "two roots, two deletions each or one, and three files");
                return;
            }
        }
    }

    private static boolean dies(MemoryStore disk, MemoryRepository world) throws TufProblem {
        try {
            Update.run(disk, world, NOW);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void nothingButRootsMayBeMissing() throws Exception {
        for (String name : List.of("timestamp.json", "1.snapshot.json", "1.targets.json")) {
            byte[] kept = repository.files.remove(name);
            assertEquals(
                    Reason.MISSING, assertThrows(TufProblem.class, this::update).reason());
            repository.files.put(name, kept);
        }
        update();
    }

    @Test
    void whatIsRefusedIsNotStored() throws Exception {
        update();
        byte[] trusted = store.files.get("timestamp.json");
        var keys = repository.keys.get(TopLevelRole.TIMESTAMP);
        repository.keys.put(TopLevelRole.TIMESTAMP, TestKey.named(keys.id()));
        repository.publish(9, 9, 9);
        assertEquals(
                Reason.UNSIGNED, assertThrows(TufProblem.class, this::update).reason());
        assertArrayEquals(trusted, store.files.get("timestamp.json"));
    }

    @Test
    void theDirectoryReplacesWholeFilesAndBelongsToOneProcess(@TempDir Path directory) throws Exception {
        try (var disk = MetadataDirectory.open(directory)) {
            Files.writeString(directory.resolve(".root.json.new"), "what a dead run left");
            Update.init(disk, repository.shippedRoot(), NOW);
            Update.run(disk, repository, NOW);
            assertThrows(dev.patchwave.store.StoreInUse.class, () -> MetadataDirectory.open(directory));
        }
        try (var names = Files.list(directory)) {
            assertEquals(
                    List.of("lock", "root.json", "snapshot.json", "targets.json", "timestamp.json"),
                    names.map(name -> name.getFileName().toString()).sorted().toList());
        }
    }
}
