package dev.patchwave.source.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.config.StoreConfig;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.WriteClaim;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourceDiskTest {
    private static final int SEGMENT_BYTES = 64 << 10;

    @TempDir
    private Path directory;

    /** As after a death between the journal and the log. */
    @Test
    void aStartFindsWhatIsNotWholeByTheJournalAlone() throws IOException {
        publish("whole@1", 1, 2);
        publish("broken@1", 1, 1);

        try (var disk = SourceDisk.open(directory.resolve("releases"), StoreConfig.usual())) {
            assertEquals(
                    List.of(ReleaseId.parse("broken@1")),
                    disk.incomplete().stream().map(held -> held.release()).toList());
        }
    }

    private void publish(String name, long sequence, int segments) throws IOException {
        byte[] patch = new byte[2 * SEGMENT_BYTES];
        Path file = Files.write(directory.resolve("patch"), patch);
        var manifest =
                new PatchCutter(ReleaseId.parse(name), sequence, SEGMENT_BYTES, Instant.EPOCH).cut(file, bytes -> {});
        try (var store = ReleaseStore.open(directory.resolve("releases"))) {
            var release = store.create(new ManifestSigner(PublisherKey.generate()).sign(manifest));
            for (int segment = 0; segment < segments; segment++) {
                var writer = ((WriteClaim.Granted) release.write(segment, HolderKind.SOURCE)).writer();
                writer.write(ByteBuffer.wrap(patch, segment * SEGMENT_BYTES, SEGMENT_BYTES));
                writer.commit();
            }
        }
    }
}
