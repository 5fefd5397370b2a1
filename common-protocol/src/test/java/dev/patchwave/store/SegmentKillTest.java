package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Digest;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A downloader is killed again and again, at moments that a seed decides, and never forgets or invents a segment. */
final class SegmentKillTest {
    private static final int KILLS = 20;
    private static final int MOST_SEGMENTS_A_RUN = 60;

    @TempDir
    Path temp;

    @Test
    void whatWasStoredIsOwnedAfterKillMinus9AndNothingElse() throws Exception {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        long contentSeed = random.nextLong();
        for (int kill = 0; kill < KILLS; kill++) {
            int lines = 1 + random.nextInt(MOST_SEGMENTS_A_RUN);
            var stored = ChildProgram.runUntil(
                    lines, SegmentWriterProgram.class, temp.toString(), String.valueOf(contentSeed));
            assertTrue(stored.size() > 0, "the writer stopped by itself; seed " + seed);
            check(stored, "seed " + seed + ", kill " + kill);
        }
    }

    private void check(List<String> stored, String replay) throws IOException {
        try (var store = ReleaseStore.open(temp)) {
            var release = store.releases().getFirst();
            for (var line : stored) {
                int segment = Integer.parseInt(line.substring(0, line.length() - 1));
                assertTrue(release.owned().contains(segment), "segment " + line + " is forgotten; " + replay);
            }
            try (var lease = release.content()) {
                for (int segment : release.owned().stream().toArray()) {
                    var bytes = ByteBuffer.allocate(release.manifest().segmentLengthBytes(segment));
                    lease.channel().read(bytes, release.manifest().segmentOffsetBytes(segment));
                    assertEquals(
                            release.manifest().segmentDigest(segment), Digest.of(bytes.flip()), "invented; " + replay);
                }
            }
            long ownedBytes = release.bytesBy(HolderKind.PEER) + release.bytesBy(HolderKind.SOURCE);
            assertTrue(release.ledger().receivedBytes() >= ownedBytes, "bytes were not counted; " + replay);
            if (release.owned().isFull()) {
                store.remove(release.release());
            }
        }
    }
}
