package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PatchCutterTest {
    private static final TestRelease PATCH = TestRelease.of(5 * TestRelease.SEGMENT_BYTES + 1, 1);

    @TempDir
    Path temp;

    @Test
    void aPatchIsDescribedInOnePass() throws IOException {
        var file = Files.write(temp.resolve("patch"), PATCH.content());
        var done = new ArrayList<Long>();

        var manifest = cut(file, done);

        assertEquals(PATCH.manifest(), manifest);
        assertEquals(6, done.size());
        assertEquals((long) PATCH.content().length, done.getLast());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1,
                63,
                64,
                65,
                TestRelease.SEGMENT_BYTES - 1,
                TestRelease.SEGMENT_BYTES,
                40 * TestRelease.SEGMENT_BYTES + 33
            })
    void anyLengthIsDigestedToItsEnd(int length) throws IOException {
        var patch = TestRelease.of(length, 2);

        assertEquals(patch.manifest(), cut(Files.write(temp.resolve("patch"), patch.content()), new ArrayList<>()));
    }

    @Test
    void aFileThatCannotBePublishedIsNamedWithTheReason() throws IOException {
        var empty = Files.createFile(temp.resolve("empty"));
        var huge = temp.resolve("huge");
        try (var sparse = new RandomAccessFile(huge.toFile(), "rw")) {
            sparse.setLength(Manifest.MAX_LENGTH_BYTES + 1);
        }

        assertRefused(empty + " is empty", empty);
        assertRefused(temp.resolve("none") + " does not exist", temp.resolve("none"));
        assertRefused(temp + " is no regular file", temp);
        assertRefused(huge + " has 1099511627777 bytes: a patch has at most 1099511627776", huge);
    }

    @Test
    void aFileThatGrowsOrShrinksMeanwhileIsRefused() throws IOException {
        var grows = Files.write(temp.resolve("grows"), PATCH.content());
        assertChanged(grows, () -> Files.write(grows, new byte[1], StandardOpenOption.APPEND));
        var shrinks = Files.write(temp.resolve("shrinks"), PATCH.content());
        assertChanged(shrinks, () -> Files.write(shrinks, new byte[1]));
    }

    @Test
    void everySegmentOfTheManifestIsThatOfTheFile() throws IOException {
        var file = Files.write(temp.resolve("patch"), PATCH.content());
        var manifest = cut(file, new ArrayList<>());

        for (int segment = 0; segment < manifest.segmentCount(); segment++) {
            assertEquals(Digest.of(PATCH.segment(segment)), manifest.segmentDigest(segment));
        }
    }

    @FunctionalInterface
    private interface Change {
        void apply() throws IOException;
    }

    private static void assertChanged(Path file, Change change) {
        var problem = assertThrows(
                PatchProblem.class,
                () -> cutter().cut(file, done -> {
                    try {
                        change.apply();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }));
        assertTrue(problem.getMessage().endsWith("changed while it was being read"), problem.getMessage());
    }

    private static void assertRefused(String message, Path file) {
        assertEquals(
                message,
                assertThrows(PatchProblem.class, () -> cut(file, new ArrayList<>()))
                        .getMessage());
    }

    private static Manifest cut(Path file, List<Long> done) throws PatchProblem {
        return cutter().cut(file, done::add);
    }

    private static PatchCutter cutter() {
        return new PatchCutter(
                ReleaseId.parse("test@1.0"), 1, TestRelease.SEGMENT_BYTES, Instant.parse("2026-01-01T00:00:00Z"));
    }
}
