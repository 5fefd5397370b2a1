package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.simulator.swarm.Receipt;
import dev.patchwave.simulator.swarm.SimulatedProgram;
import dev.patchwave.simulator.swarm.SimulatedSwarm;
import java.time.Duration;
import java.util.List;

/**
 * The words in which the five steps of TR 22.906 5.3 are told: a patch of 40 segments of 1M bytes, a source server, the caches of
 * two areas, and Alice, Bob, Jerry and Michael of Area 1. The programs decide as in production; only network and clock are not
 * real.
 */
final class Story {
    static final int SEGMENTS = 40;
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(10);
    private static final long CLIENT_UP_MEGABITS = 10;
    private static final long CLIENT_DOWN_MEGABITS = 40;

    private final SimulatedSwarm swarm = new SimulatedSwarm(20_906, SEGMENTS);

    SimulatedProgram sourceWithUplink(long megabits) {
        return swarm.source(megabits).start();
    }

    /** A cache that has nothing yet and belongs to {@code source}. */
    SimulatedProgram cacheWithUplink(String name, SimulatedProgram source, long megabits) {
        return swarm.cache(name, source, megabits).namesBeyondItself(List.of(source.asHolder()));
    }

    /** A cache that got the patch earlier. */
    SimulatedProgram filledCacheWithUplink(String name, SimulatedProgram source, long megabits) {
        return swarm.fullCache(name, megabits)
                .namesBeyondItself(List.of(source.asHolder()))
                .start();
    }

    /** Somebody in the area of {@code cache}. */
    SimulatedProgram client(String name, SimulatedProgram cache) {
        return swarm.client(name, cache, CLIENT_UP_MEGABITS, CLIENT_DOWN_MEGABITS);
    }

    void untilDone(SimulatedProgram... members) {
        assertTrue(swarm.runUntilDone(List.of(members), LONG_ENOUGH), "not done after " + LONG_ENOUGH);
        assertEquals(List.of(), swarm.wrongs());
    }

    void untilOwns(SimulatedProgram member, int segments) {
        assertTrue(swarm.runUntil(() -> member.owned().count() >= segments, LONG_ENOUGH));
    }

    void passes(Duration time) {
        swarm.time().run(time);
    }

    /** How many whole segments {@code member} got from {@code from}. */
    long segments(SimulatedProgram member, SimulatedProgram from) {
        return swarm.segments(member, from);
    }

    /** The segments that {@code member} got so far, in the order in which they came, from anybody. */
    List<Integer> segmentsOf(SimulatedProgram member) {
        return swarm.receiptsOf(member).stream().map(Receipt::segment).toList();
    }
}
