package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a disk makes of journals, ledgers and rows. */
class StoreFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    private static final Digest ENVELOPE = Digest.of(new byte[] {1});
    private static final int SEGMENTS = 9;
    private static final TestRelease PATCH =
            TestRelease.of(ReleaseId.parse("test@1.0"), 1, 500_000, 4 * ChunkTree.CHUNK_BYTES, 5);

    /** However damaged: what it vouches for is in range, and after one opening the next finds the same. */
    @FuzzTest
    void journal(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".journal");
        try {
            Files.write(file, input);
            var once = entries(file);
            assertTrue(once.keySet().stream().allMatch(segment -> segment >= 0 && segment < SEGMENTS));
            assertEquals(once, entries(file));
        } finally {
            Files.delete(file);
        }
    }

    private static SortedMap<Integer, ?> entries(Path file) throws IOException {
        var opened = Journal.open(file, ENVELOPE, SEGMENTS);
        opened.journal().close();
        return opened.entries();
    }

    @FuzzTest
    void ledger(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".ledger");
        try {
            Files.write(file, input);
            TransferLedger ledger = TransferLedger.open(file);
            ledger.uploaded(1);
            long uploaded = ledger.uploadedBytes();
            ledger.close();
            TransferLedger again = TransferLedger.open(file);
            assertEquals(uploaded, again.uploadedBytes());
            again.close();
        } finally {
            Files.delete(file);
        }
    }

    /** What is read is what the manifest signs, or it is not known. */
    @FuzzTest
    void leaves(byte[] input) throws IOException {
        Path path = Files.createTempFile("fuzz", ".leaves");
        try {
            Files.write(path, input);
            try (LeafFile file = LeafFile.open(path, PATCH.manifest())) {
                for (int segment = 0; segment < PATCH.manifest().segmentCount(); segment++) {
                    Digest root = PATCH.manifest().treeRoot(segment);
                    file.read(segment).ifPresent(tree -> assertEquals(root, tree.root()));
                    file.write(segment, PATCH.chunks(segment));
                    assertEquals(root, file.read(segment).orElseThrow().root());
                }
            }
        } finally {
            Files.delete(path);
        }
    }

    /** Keys that we did not write do not come from our own engine: only those are read. */
    @FuzzTest
    void key(byte[] input) {
        int half = input.length / 2;
        byte[] partition = Arrays.copyOf(input, half);
        byte[] sort = Arrays.copyOfRange(input, half, input.length);
        Decoding.of(input, IllegalArgumentException.class, bytes -> RecordKey.of(partition, sort))
                .ifPresent(key -> assertEquals(key, RowCodec.key(RowCodec.key(key))));
    }
}
