package dev.patchwave.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Source, caches and clients are killed with SIGKILL in the middle of campaigns, and start again in their directories: every client
 * still installs the patch, and fetches nothing twice that it had verified. {@code -Dpatchwave.seed=N} plays seed N alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillTest {
    private static final int SEEDS = 5; // One for each kind of death; KillStormTest kills more often.
    private static final int SEGMENTS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final double EARLIEST = 0.05;
    private static final double LATEST = 0.9;
    private static final int LONGEST_PAUSE_MILLIS = 2_500;

    private LiveDeployment live;

    /** Who dies, and when: as soon as {@code watched} has {@code share} of the release. */
    private record Death(List<String> victims, String watched, double share, Duration pause) {
        static Death draw(long seed) {
            var random = new SplittableRandom(seed);
            var drawn = switch ((int) (seed % 5)) {
                case 0, 1 -> new Death(List.of("source"), one(random, "cache-1", "cache-2", "alice", "nina"));
                case 2 -> new Death(List.of("cache-1"), one(random, "cache-1", "cache-2", "alice", "bob"));
                case 3 -> new Death(List.of("bob"), "bob");
                default -> new Death(List.of("cache-1", "bob"), one(random, "cache-1", "alice", "bob"));
            };
            return new Death(
                    drawn.victims,
                    drawn.watched,
                    random.nextDouble(EARLIEST, LATEST),
                    Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
        }

        Death(List<String> victims, String watched) {
            this(victims, watched, 0, Duration.ZERO);
        }

        private static String one(SplittableRandom random, String... names) {
            return names[random.nextInt(names.length)];
        }
    }

    static LongStream seeds() {
        Long only = Long.getLong("patchwave.seed");
        return only == null ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everybodyInstallsWhoeverDies(long seed) throws IOException {
        var death = Death.draw(seed);
        String release = "";
        try {
            release = running(seed).publish(seed, SEGMENTS);
            live.force(release);
            live.awaitShare(release, death.watched(), death.share());
            live.killAndRestart(release, death.victims(), death.pause());
            live.awaitInstalled(release, PATIENCE);
            live.awaitReported(release, PATIENCE);
        } catch (IOException | RuntimeException | AssertionError e) {
            live.close(); // The next seed begins with sound processes.
            live = null;
            throw new AssertionError("seed " + seed + ", " + death + ": " + e.getMessage(), e);
        }
    }

    /** What was answered with 200 survives, so the admin need not order again. */
    @Test
    void aCampaignGoesOnWithoutANewOrderWhenTheSourceDiesRightAfterItsAnswer() throws IOException {
        String release = running(0).publish(0, SEGMENTS);
        live.force(release);

        live.killAndRestart(release, List.of("source"), Duration.ZERO);

        live.awaitInstalled(release, PATIENCE);
        live.awaitReported(release, PATIENCE);
    }

    /** A directory for each start, lest the logs of a failure be overwritten by the next seed. */
    private LiveDeployment running(long firstSeed) throws IOException {
        if (live == null) {
            live = LiveDeployment.start("KillTest-from-seed-" + firstSeed, LiveDeployment.TWO_AREAS);
        }
        return live;
    }

    @AfterAll
    void stop() {
        if (live != null) {
            if (Long.getLong("patchwave.seed") == null) { // Who replays one seed wants to read its logs.
                live.wasFine();
            }
            live.close();
        }
    }
}
