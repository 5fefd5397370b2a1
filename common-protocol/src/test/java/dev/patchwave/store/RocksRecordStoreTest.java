package dev.patchwave.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RocksRecordStoreTest extends RecordStoreContract {
    private static final int KILLS = 5;

    @TempDir
    Path temp;

    @Override
    protected RecordStore openStore() throws IOException {
        return RocksRecordStore.open(temp.resolve("contract"));
    }

    @Test
    void rowsAndVersionsSurviveARestart() throws IOException {
        var key = RecordKey.of("alice", "a");
        long before;
        try (var first = RocksRecordStore.open(temp.resolve("s"))) {
            first.write(List.of(new RowWrite.Put(key, "1".getBytes(UTF_8)))).join();
            before = first.get(key, NOW).orElseThrow().version();
        }
        try (var second = RocksRecordStore.open(temp.resolve("s"))) {
            assertEquals(before, second.get(key, NOW).orElseThrow().version());
            second.write(List.of(new RowWrite.Put(key, "2".getBytes(UTF_8)))).join();
            assertTrue(second.get(key, NOW).orElseThrow().version() > before);
        }
    }

    @Test
    void aSecondProcessIsToldThatTheStoreIsInUse() {
        var problem = assertThrows(StoreInUse.class, () -> RocksRecordStore.open(temp.resolve("contract")));

        assertTrue(problem.getMessage().contains("is in use by another process"), problem.getMessage());
    }

    @Test
    void aDirectoryThatIsAFileIsRefused() throws IOException {
        var file = Files.writeString(temp.resolve("file"), "x");

        assertThrows(IOException.class, () -> RocksRecordStore.open(file));
    }

    @Test
    void whatWasAcknowledgedIsThereAfterKillMinus9() throws Exception {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        var directory = temp.resolve("killed");
        for (int kill = 0; kill < KILLS; kill++) {
            int lines = 1 + random.nextInt(400);
            var acknowledged =
                    ChildProgram.runUntil(lines, RecordWriterProgram.class, directory.toString(), "run" + kill);
            try (var store = RocksRecordStore.open(directory)) {
                for (var sort : acknowledged) {
                    assertTrue(
                            store.get(RecordKey.of("run" + kill, sort), NOW).isPresent(),
                            "row " + sort + " was acknowledged and is lost; seed " + seed);
                }
            }
            assertTrue(acknowledged.size() >= lines, "the writer stopped by itself; seed " + seed);
        }
    }
}
