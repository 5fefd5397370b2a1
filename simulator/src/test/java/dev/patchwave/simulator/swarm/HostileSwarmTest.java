package dev.patchwave.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What it costs the honest that 30 of 100 members are hostile: their time over that of the same swarm in which those only do not upload. Hostile ones
 * take from the uplinks as others do, so that without them there would be less to carry; only those who take nothing are left out
 * there. The median of a few seeds, on virtual time.
 */
class HostileSwarmTest {
    private static final int CLIENTS = 40;
    private static final int SEGMENTS = 48;
    private static final int SEEDS = 5;
    private static final double MOST_OVER_IDLE = 1.3;
    private static final List<Conduct> MIX = List.of(Conduct.RUBBISH, Conduct.STALLS, Conduct.DAWDLES, Conduct.BOASTS);

    @Test
    void aMixCostsTheHonestLessThanAThirdMore() {
        assertCheap(MIX);
    }

    @ParameterizedTest
    @EnumSource(
            value = Conduct.class,
            names = {"HONEST", "FLOODS"},
            mode = EnumSource.Mode.EXCLUDE)
    void noConductAloneDoes(Conduct conduct) {
        assertCheap(List.of(conduct));
    }

    private static void assertCheap(List<Conduct> conducts) {
        double idle = median(conducts, true);
        double hostile = median(conducts, false);
        String figures =
                String.format(Locale.ROOT, "%s: %.1f s over %.1f s is %.2f", conducts, hostile, idle, hostile / idle);
        System.out.println(figures);
        assertTrue(hostile / idle <= MOST_OVER_IDLE, figures);
    }

    private static double median(List<Conduct> conducts, boolean idle) {
        var times = LongStream.rangeClosed(1, SEEDS)
                .mapToDouble(seed -> play(seed, conducts, idle))
                .sorted()
                .toArray();
        return times[SEEDS / 2];
    }

    private static double play(long seed, List<Conduct> conducts, boolean idle) {
        var swarm = new SimulatedSwarm(seed, SEGMENTS);
        var cache = swarm.fullCache("cache-1", 80).start();
        var honest = new ArrayList<SimulatedProgram>();
        int hostile = 0;
        for (int i = 0; i < CLIENTS; i++) {
            var client = swarm.client("p-" + i, cache, 10, 40);
            if (i % 10 >= 3) {
                honest.add(client.start());
            } else {
                startHostile(client, conducts.get(hostile++ % conducts.size()), idle);
            }
        }
        assertTrue(swarm.runUntilDone(honest, Duration.ofMinutes(20)), swarm::replay);
        assertEquals(List.of(), swarm.wrongs(), swarm::replay);
        return swarm.time().elapsed().toMillis() / 1000.0;
    }

    private static void startHostile(SimulatedProgram client, Conduct conduct, boolean idle) {
        if (!idle) {
            client.behaves(conduct).start();
        } else if (conduct != Conduct.BOASTS) {
            client.servesNobody().start();
        }
    }
}
