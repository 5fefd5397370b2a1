package dev.patchwave.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a storm reaches everybody and counts right; how fast is not for a test to say. */
@Tag("tools")
class StormTest {
    private static final int CLIENTS = 50;

    @TempDir
    Path directory;

    @BeforeEach
    void requireSipp() {
        if (!Sipp.missing().isEmpty()) {
            fail(Sipp.missing() + " (or leave these tests out: -DexcludedGroups=tools)");
        }
    }

    @Test
    void everySenderReachesEverybody() throws Exception {
        var results = results();

        new FastStorm(new StormPlan(CLIENTS, 1, 20, directory), results, LiveHeap.Settling.SKIPPED).run();

        for (String who : List.of(FastStorm.OURS, FastStorm.BARE, FastStorm.SIPP)) {
            assertEquals(0, results.worst("lost", who), who);
            assertTrue(results.median("notifyPerSecond", who) > 0, who);
        }
        assertEquals(0, results.worst("registerLost", FastStorm.FIRST));
        assertEquals(0, results.worst("registerLost", FastStorm.AGAIN));
    }

    @Test
    void theLivingAreReachedAmongTheDead() throws Exception {
        var results = results();

        new PacedStorm(new StormPlan(CLIENTS, 1, 20, directory), results).run();

        assertEquals(0, results.worst("pacedLost", PacedStorm.ALL_ALIVE));
        assertEquals(0, results.worst("pacedLost", PacedStorm.SOME_DEAD));
    }

    private Results results() throws Exception {
        return new Results(directory.resolve("figures.jsonl"));
    }
}
