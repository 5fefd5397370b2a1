package dev.patchwave.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains that are played apart, several at a time. */
class ApartRunTest {
    private static final String SMALL =
            "name: small\ndomains:\n  count: 4\n  clients: 30\npatch:\n  size: 8MiB\napart: true\n";

    @TempDir
    private Path scratch;

    @Test
    void anyNumberOfThreadsComesToTheSame() throws Exception {
        var scenario = read(SMALL + "policies:\n  crossingPercent: 0\n");

        var alone = ApartRun.play(scenario, 1);
        var together = ApartRun.play(scenario, 3);

        assertEquals(alone, together);
        assertEquals(120, alone.durations().size());
        assertEquals(0, alone.verifiedTwice());
        assertTrue(alone.last() >= alone.bounds().seconds(), alone::toString);
        assertTrue(alone.crossing() >= 4, alone::toString); // Each cache got its own copy.
    }

    @Test
    void clientsThatMayCrossCannotBePlayedApart() {
        var refused = assertThrows(ConfigProblem.class, () -> read(SMALL));

        assertTrue(refused.getMessage().contains("apart: 'true' is not allowed"), refused.getMessage());
    }

    private Scenario read(String text) throws IOException {
        return ConfigFile.load(Files.writeString(scratch.resolve("x.yaml"), text), Scenario.class);
    }
}
