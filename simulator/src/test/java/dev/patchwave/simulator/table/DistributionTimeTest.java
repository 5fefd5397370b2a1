package dev.patchwave.simulator.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The smallest cell of the table; the others are in the command. */
class DistributionTimeTest {
    @Test
    void clientAndServerTakeWhatTheDownlinkAllows() {
        var cell = DistributionTime.play(10, 0, 1);

        assertEquals(7_500, cell.bound());
        assertTrue(cell.ratio() >= 1 && cell.ratio() <= 1.05, cell::toString);
    }
}
