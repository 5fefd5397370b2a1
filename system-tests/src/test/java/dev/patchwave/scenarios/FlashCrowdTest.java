package dev.patchwave.scenarios;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.simulator.swarm.SimulatedProgram;
import dev.patchwave.simulator.swarm.SimulatedSwarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How close a crowd of 100 clients behind one cache comes to what the links allow. */
class FlashCrowdTest {
    private static final int CLIENTS = 100;
    private static final int SEGMENTS = 100;
    private static final double PATCH_MEGABITS = SEGMENTS * SimulatedSwarm.SEGMENT_BYTES * 8 / 1e6;
    private static final double WORST_OVER_BOUND = 1.2;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aCrowdFinishesCloseToTheBound(long seed) {
        var swarm = new SimulatedSwarm(seed, SEGMENTS);
        var cache = swarm.fullCache("cache-1", 80).start();
        List<SimulatedProgram> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(swarm.client("p-" + i, cache, 10, 40).start());
        }

        assertTrue(swarm.runUntilDone(clients, Duration.ofMinutes(20)), swarm.replay());

        double bound = Math.max(
                PATCH_MEGABITS / 40, CLIENTS * PATCH_MEGABITS / (80 + CLIENTS * 10)); // The cache's own copy is there.
        double took = swarm.time().elapsed().toMillis() / 1000.0;
        assertEquals(List.of(), swarm.wrongs(), swarm.replay());
        assertTrue(
                took / bound <= WORST_OVER_BOUND,
                () -> "took " + took + " s, bound " + bound + " s, " + took / bound + ", " + swarm.replay());
    }
}
