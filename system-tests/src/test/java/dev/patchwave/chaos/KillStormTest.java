package dev.patchwave.chaos;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One SIGKILL after the other over source, caches and clients, in campaign after campaign: whoever dies has kept what it owned, every
 * client installs the right bytes and fetches nothing twice that it had verified, and no step that was acknowledged is lost.
 *
 * <p>{@code -Dpatchwave.kills=1000} kills as often; {@code -Dpatchwave.seed=N} draws other victims and moments.
 */
class KillStormTest {
    private static final int KILLS = Integer.getInteger("patchwave.kills", 8);
    private static final long SEED = Long.getLong("patchwave.seed", 1);
    private static final int SEGMENTS = 32;
    private static final int MOST_AT_ONCE = 3;
    private static final int LONGEST_PAUSE_MILLIS = 800;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private int kills;
    private int campaigns;

    @Test
    void nothingIsLostHoweverOftenSomebodyDies() throws IOException {
        try (var live = LiveDeployment.start("KillStormTest", LiveDeployment.TWO_AREAS)) {
            while (kills < KILLS) {
                campaign(live);
            }
            System.out.println("seed " + SEED + ": " + kills + " kills in " + campaigns + " campaigns, nothing lost");
            live.wasFine();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "seed " + SEED + ", kill " + kills + ", campaign " + campaigns + ": " + e.getMessage(), e);
        }
    }

    private void campaign(LiveDeployment live) throws IOException {
        String release = live.publish(SEED + ++campaigns, SEGMENTS);
        live.force(release);
        while (kills < KILLS && !live.wrongs(release).isEmpty()) {
            var victims = victims(live);
            kills += victims.size();
            live.killAndRestart(release, victims, Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
            LiveDeployment.rest(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
        }
        live.awaitInstalled(release, PATIENCE);
        live.awaitReported(release, PATIENCE);
    }

    private List<String> victims(LiveDeployment live) {
        var all = Stream.of(List.of("source"), live.caches(), live.clients())
                .flatMap(List::stream)
                .toList();
        return random.ints(random.nextInt(1, MOST_AT_ONCE + 1), 0, all.size())
                .distinct()
                .mapToObj(all::get)
                .toList();
    }
}
