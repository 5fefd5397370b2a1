package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Being shed (503): everyone comes back, but not together, and nobody is held to have failed. */
class ShedTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MEMBERS = 1_000;
    private static final DownloadLimits LIMITS = DownloadLimits.defaults();

    private final long seed = Long.getLong("patchwave.seed", System.nanoTime());

    @ParameterizedTest
    @CsvSource({"1, 200", "200, 200", "1000, 1000", "5000, 5000", "3600000, 30000"})
    void aThousandThatAreShedTogetherDoNotReturnTogether(long retryAfterMillis, long clampedMillis) {
        var perBucket = new TreeMap<Long, Integer>();
        for (int member = 0; member < MEMBERS; member++) {
            var standing = new Standing();
            standing.shed(Duration.ofMillis(retryAfterMillis), LIMITS, new Random(seed + member), NOW);
            long afterMillis = Duration.between(NOW, standing.backAt()).toMillis();
            assertTrue(
                    afterMillis >= clampedMillis && afterMillis <= 2 * clampedMillis,
                    () -> "back after " + afterMillis + " ms");
            perBucket.merge(afterMillis / 100, 1, Integer::sum);
        }

        double even = MEMBERS / (clampedMillis / 100.0);
        int fullest = perBucket.values().stream().max(Integer::compare).orElseThrow();
        assertTrue(
                fullest <= even + 5 * Math.sqrt(even) + 5,
                () -> fullest + " in 100 ms where " + even + " would be even, seed " + seed);
    }

    @Test
    void aMemberTakesNoShedForAFailure() {
        var random = new Random(seed);
        var standing = new Standing();
        for (int i = 0; i < 100; i++) {
            standing.shed(Duration.ofSeconds(1), LIMITS, random, NOW);
        }

        assertTrue(standing.isBusy(NOW));
        assertFalse(standing.hasFailed(NOW));
        standing.failed(LIMITS, random, NOW.plusSeconds(60));
        assertFalse(
                standing.hasFailed(NOW.plusSeconds(60).plusMillis(501)), "its first failure, whatever was shed before");
    }

    @Test
    void aTrackerTakesNoShedForAFailure() {
        var uploader =
                new Uploader(new Holder(new HolderId("p-1"), HolderKind.PEER, URI.create("http://10.0.0.1:80")), 4);
        for (int i = 0; i < 100; i++) {
            uploader.wasBusy(NOW);
        }

        assertTrue(uploader.isResting(NOW));
        assertFalse(uploader.isResting(NOW.plusMillis(501)));
        uploader.failed(NOW);
        assertFalse(uploader.isResting(NOW.plusMillis(2_001)), "its first failure, whatever was shed before");
        assertEquals(0, uploader.load());
    }
}
