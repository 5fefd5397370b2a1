package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How the slots of a swarm are shared among those who lack something. */
class WorkloadTest {
    private final Workload workload = new Workload();

    @Test
    void whoIsBehindGetsMoreThanTheOthers() {
        workload.change(10 + 10 + 40, 6);

        assertEquals(4 + 1, workload.share(10, 3, 6));
        assertEquals(4 + 4, workload.share(40, 3, 6));
    }

    @Test
    void whoIsAloneGetsAllSlots() {
        workload.change(50, 0);

        assertEquals(20 + 1, workload.share(50, 1, 20));
    }

    @Test
    void whatIsLeftTakesAsLongAsItsRoundsOfSlots() {
        workload.change(40, 6);
        workload.delivered(Duration.ofSeconds(2));

        assertEquals(Duration.ofSeconds(8), workload.remaining(4));
    }
}
