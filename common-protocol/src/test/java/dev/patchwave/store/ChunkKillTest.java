package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ChunkTree;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A downloader is killed again and again, at moments that a seed decides, and never fetches a verified chunk twice. */
final class ChunkKillTest {
    private static final int MOST_KILLS = 100;
    private static final int MOST_CHUNKS_A_RUN = 40;

    @TempDir
    Path temp;

    @Test
    void whatWasVerifiedIsGoneOnWithAfterKillMinus9() throws Exception {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        long contentSeed = random.nextLong();
        int kills = 0;
        boolean full = false;
        for (; !full && kills < MOST_KILLS; kills++) {
            int lines = 1 + random.nextInt(MOST_CHUNKS_A_RUN);
            var said = ChildProgram.runUntil(
                    lines, ChunkWriterProgram.class, temp.toString(), String.valueOf(contentSeed));
            full = check(said, contentSeed, kills + 1, "seed " + seed + ", kill " + kills);
        }
        assertTrue(full, "not whole after " + kills + " kills; seed " + seed);
    }

    private boolean check(List<String> said, long contentSeed, int runs, String replay) throws IOException {
        var patch = ChunkWriterProgram.patch(contentSeed);
        try (var store = ReleaseStore.open(temp)) {
            var release = store.releases().getFirst();
            for (var line : said) {
                var words = line.substring(0, line.length() - 1).split(" ", -1);
                int kept = release.verifiedBytes(Integer.parseInt(words[0]));
                assertTrue(kept >= Integer.parseInt(words[1]), line + " is forgotten, only " + kept + "; " + replay);
            }
            long keptBytes = 0;
            for (int segment = 0; segment < ChunkWriterProgram.SEGMENTS; segment++) {
                int kept = release.verifiedBytes(segment);
                keptBytes += kept;
                var bytes = ByteBuffer.allocate(kept);
                try (var lease = release.content()) {
                    lease.channel().read(bytes, release.manifest().segmentOffsetBytes(segment));
                }
                assertEquals(patch.segment(segment).limit(kept), bytes.flip(), "invented; " + replay);
            }
            long lostBytes = release.ledger().receivedBytes() - keptBytes;
            assertTrue(
                    lostBytes >= 0 && lostBytes <= (long) runs * ChunkTree.CHUNK_BYTES,
                    lostBytes + " bytes lost in " + runs + " runs; " + replay);
            return release.verifiedBytes(ChunkWriterProgram.SEGMENTS - 1) == ChunkWriterProgram.SEGMENT_BYTES;
        }
    }
}
