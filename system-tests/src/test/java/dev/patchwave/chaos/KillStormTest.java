package dev.patchwave.chaos;

import static dev.patchwave.chaos.Finding.Kind.WRONG_BYTES;

import dev.patchwave.chaos.LiveDeployment.Domain;
import dev.patchwave.launcher.demo.Members;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One SIGKILL after the other over source, caches and clients, in campaign after campaign, also while they start from the one before:
 * whoever dies has kept what it owned, every client installs the right bytes and fetches nothing twice that it had verified, and no
 * step that was acknowledged is lost.
 *
 * <p>{@code -Dpatchwave.kills=1000} kills as often; {@code -Dpatchwave.seed=N} draws other victims and moments.
 */
class KillStormTest {
    private static final int KILLS = Integer.getInteger("patchwave.kills", 8);
    private static final long SEED = Long.getLong("patchwave.seed", 1);
    private static final int PATCH_BYTES = 8_000_000;
    private static final String SEGMENT_SIZE = "128KiB";
    private static final int MOST_AT_ONCE = 5;
    private static final int ONE_RELAPSE_IN = 3;
    private static final int LONGEST_PAUSE_MILLIS = 500;

    /** How long a start goes on before it is cut off: before it has read its state, while it does, and after. */
    private static final int SHORTEST_START_MILLIS = 200;

    private static final int LONGEST_START_MILLIS = 2_500;

    /** For a machine that does other things at the same time. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    /** Few bytes by narrow uplinks: what a campaign costs is time to kill in, and little of the processors. */
    private static final Members TWO_AREAS = LiveDeployment.members(
            new Members.Uplink("5Mbit/s", 2),
            new Members.Uplink("6Mbit/s", 2),
            "3Mbit/s",
            new Domain("area-1", "23415A", "cache-1", List.of("alice", "bob")),
            new Domain("area-2", "23415B", "cache-2", List.of("nina", "otto")));

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final StormTally tally = new StormTally();

    @Test
    void nothingIsLostHoweverOftenSomebodyDies() throws IOException {
        try (var live = LiveDeployment.start("KillStormTest", TWO_AREAS)) {
            while (!isEnough(live)) {
                campaign(live);
                if (!tally.nothingFound()) {
                    throw new AssertionError(tally.findings());
                }
            }
            live.wasFine();
        } catch (IOException | RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + SEED + ", " + tally + ": " + e.getMessage(), e);
        } finally {
            System.out.println("seed " + SEED + ": " + tally);
        }
    }

    private void campaign(LiveDeployment live) throws IOException {
        tally.campaign();
        String release = live.publish(SEED + tally.campaigns(), PATCH_BYTES, SEGMENT_SIZE);
        live.force(release);
        while (!isEnough(live) && tally.nothingFound() && !live.wrongs(release).isEmpty()) {
            killSome(live, release);
            LiveDeployment.rest(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS)));
            tally.tellProgress();
        }
        live.awaitInstalled(release, PATIENCE);
        live.awaitReported(release, PATIENCE);
        live.clientsWithWrongBytes().forEach(client -> tally.found(List.of(new Finding(WRONG_BYTES, client))));
    }

    private void killSome(LiveDeployment live, String release) throws IOException {
        var victims = victims(live);
        var pause = Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MILLIS));
        var relapses = relapses();
        tally.found(live.killAndRestart(release, victims, pause, relapses));
        victims.forEach(victim -> tally.killed(kind(live, victim), 1 + relapses.size(), relapses.size()));
    }

    /** As many kills as asked for, and of each kind of program at least one. */
    private boolean isEnough(LiveDeployment live) {
        return tally.kills() >= KILLS
                && names(live).map(name -> kind(live, name)).allMatch(tally::hasKilled);
    }

    private static Stream<String> names(LiveDeployment live) {
        return Stream.of(List.of("source"), live.caches(), live.clients()).flatMap(List::stream);
    }

    private static String kind(LiveDeployment live, String name) {
        return live.caches().contains(name) ? "cache" : live.clients().contains(name) ? "client" : "source";
    }

    private List<String> victims(LiveDeployment live) {
        var all = names(live).toList();
        return random.ints(random.nextInt(1, MOST_AT_ONCE + 1), 0, all.size())
                .distinct()
                .mapToObj(all::get)
                .toList();
    }

    /** None mostly, one now and then, seldom more. */
    private List<Duration> relapses() {
        int times = 0;
        while (random.nextInt(ONE_RELAPSE_IN) == 0) {
            times++;
        }
        return IntStream.range(0, times)
                .mapToObj(each -> Duration.ofMillis(random.nextInt(SHORTEST_START_MILLIS, LONGEST_START_MILLIS)))
                .toList();
    }
}
