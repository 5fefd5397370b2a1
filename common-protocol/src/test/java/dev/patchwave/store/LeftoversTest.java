package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LeftoversTest {
    private static final TestRelease PATCH = TestRelease.of(1 << 17, 1);
    private static final ReleaseId ID = PATCH.manifest().release();

    @TempDir
    Path temp;

    @Test
    void whatACrashLeftGoesAndNothingElseIsTouched() throws IOException {
        try (var store = ReleaseStore.open(temp)) {
            store.create(PATCH.signed());
        }
        var ours = List.of(
                folder(".new-ims@2").resolve("content"),
                folder(".gone-ims@1").resolve("content"),
                temp.resolve(ID.toString()).resolve("progress.new"));
        var others = List.of(
                folder(".new-thing").resolve("kept"),
                folder(".gone-").resolve("kept"),
                folder(".damaged-ims@1").resolve("kept"),
                folder("lost+found").resolve("kept"),
                folder("backup of ims@1").resolve("kept"),
                temp.resolve("notes.txt"),
                temp.resolve(".new-ims@7"), // A file, where ours are folders.
                temp.resolve(ID.toString()).resolve("notes"));
        for (var file : ours) {
            Files.writeString(file, "left");
        }
        for (var file : others) {
            Files.writeString(file, "mine");
        }
        var outside = Files.createDirectory(temp.resolveSibling(temp.getFileName() + "-outside"));
        Files.writeString(outside.resolve("precious"), "mine");
        Files.createSymbolicLink(temp.resolve(".gone-ims@9"), outside);

        try (var store = ReleaseStore.open(temp)) {
            assertEquals(
                    List.of(ID),
                    store.releases().stream().map(SegmentStore::release).toList());
        }

        ours.forEach(file -> assertFalse(Files.exists(file), file::toString));
        assertFalse(Files.exists(temp.resolve(".new-ims@2")));
        others.forEach(file -> assertTrue(Files.exists(file), file::toString));
        assertTrue(Files.exists(outside.resolve("precious")));
        DurableFiles.deleteTree(outside);
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectory(temp.resolve(name));
    }
}
