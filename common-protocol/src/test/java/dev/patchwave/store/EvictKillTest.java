package dev.patchwave.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed in the middle of anything, eviction leaves a release that is whole, or nothing of it. */
final class EvictKillTest {
    private static final int KILLS = 4;
    private static final int MOST_RELEASES_A_RUN = 4;

    @TempDir
    Path temp;

    @Test
    void aReleaseIsThereWholeOrNotAtAllAfterKillMinus9() throws Exception {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int first = 1;
        for (int kill = 0; kill < KILLS; kill++) {
            var gone = ChildProgram.runUntil(
                    1 + random.nextInt(MOST_RELEASES_A_RUN),
                    EvictorProgram.class,
                    temp.toString(),
                    String.valueOf(first));
            assertTrue(gone.size() > 0, "the program stopped by itself; seed " + seed);
            check(gone, "seed " + seed + ", kill " + kill);
            first += MOST_RELEASES_A_RUN * 100;
        }
    }

    private void check(List<String> gone, String replay) throws IOException {
        try (var store = ReleaseStore.open(temp)) {
            for (var held : store.releases()) {
                String number = held.release().version();
                assertTrue(!gone.contains(number + "."), number + " came back; " + replay);
                for (int segment : held.owned().stream().toArray()) {
                    assertTrue(new AtRest(temp).isSound(held, segment), number + " is not whole; " + replay);
                }
                store.remove(held.release());
            }
            try (var files = Files.list(temp)) {
                assertEquals(
                        List.of("lock"),
                        files.map(file -> file.getFileName().toString()).toList(),
                        replay);
            }
        }
    }
}
