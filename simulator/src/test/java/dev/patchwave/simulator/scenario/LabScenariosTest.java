package dev.patchwave.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lab's scenarios, with several seeds: everybody finishes, nothing verified comes twice, no rule is broken. */
class LabScenariosTest {
    private static final Path SCENARIOS = Path.of("..", "scenarios");
    private static final int SEEDS = 6;
    private static final int CHUNK_BYTES = 64 << 10;

    @ParameterizedTest
    @ValueSource(strings = {"a", "a-4-domains", "b", "c", "d", "e", "f", "g"})
    void everybodyFinishesWhateverTheSeed(String lab) {
        var scenario = read("lab-" + lab + ".yaml");
        for (int seed = 1; seed <= SEEDS; seed++) {
            var outcome = ScenarioRun.play(scenario.withSeed(seed));

            String replay = lab + ", --seed " + seed;
            assertEquals(0, outcome.stranded(), replay);
            assertEquals(List.of(), outcome.wrongs(), replay);
            assertEquals(0, outcome.verifiedTwice(), replay);
            assertTrue(outcome.last() >= outcome.bounds().seconds(), () -> "faster than physics: " + replay);
            assertTrue(outcome.bytesTwice() % CHUNK_BYTES == 0, replay);
        }
    }

    /** Virtual time, so no machine is too slow for it: a planner that wastes uplinks fails here. */
    @ParameterizedTest
    @CsvSource({"a, 1.18", "b, 1.01", "c, 1.20", "d, 1.15", "e, 1.19", "f, 1.20", "g, 1.18"})
    void theLastClientIsCloseToTheBound(String lab, double mostOfBound) {
        var scenario = read("lab-" + lab + ".yaml");
        var ofBound = IntStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> ScenarioRun.play(scenario.withSeed(seed)))
                .mapToDouble(outcome -> outcome.last() / outcome.bounds().seconds())
                .sorted()
                .toArray();

        assertTrue(ofBound[SEEDS / 2] <= mostOfBound, () -> lab + ": " + Arrays.toString(ofBound));
    }

    @Test
    void theSameSeedIsTheSameRun() {
        var scenario = read("lab-c.yaml");

        assertEquals(ScenarioRun.play(scenario), ScenarioRun.play(scenario));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndWhatIsAllowed(@TempDir Path scratch) throws IOException {
        var file = Files.writeString(scratch.resolve("x.yaml"), "name: x\ndomains:\n  cuont: 3\n");

        var refused = assertThrows(ConfigProblem.class, () -> ConfigFile.load(file, Scenario.class));

        assertTrue(
                refused.getMessage().contains("domains.cuont: unknown key; known here: count,"), refused.getMessage());
    }

    @Test
    void aValueOutOfRangeIsRefused(@TempDir Path scratch) throws IOException {
        var file = Files.writeString(scratch.resolve("x.yaml"), "name: x\ndomains:\n  preloaded: [2]\n");

        var refused = assertThrows(ConfigProblem.class, () -> ConfigFile.load(file, Scenario.class));

        assertTrue(refused.getMessage().contains("'2' is not allowed; allowed: 0 to 1"), refused.getMessage());
    }

    private static Scenario read(String name) {
        return ConfigFile.load(SCENARIOS.resolve(name), Scenario.class);
    }
}
