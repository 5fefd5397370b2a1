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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /** Each is played once for all tests. */
    private static final Map<String, List<Outcome>> PLAYED = new ConcurrentHashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"a", "a-4-domains", "b", "c", "d", "e", "f", "g"})
    void everybodyFinishesWhateverTheSeed(String lab) {
        for (Outcome outcome : played(lab)) {
            String replay = lab + ", --seed " + outcome.scenario().seed();
            assertEquals(0, outcome.stranded(), replay);
            assertEquals(List.of(), outcome.wrongs(), replay);
            assertEquals(0, outcome.verifiedTwice(), replay);
            assertTrue(outcome.last() >= outcome.bounds().seconds(), () -> "faster than physics: " + replay);
            assertTrue(outcome.bytesTwice() % CHUNK_BYTES == 0, replay);
        }
    }

    /** Virtual time, so no machine is too slow for it: a planner that wastes uplinks fails here. */
    @ParameterizedTest
    @CsvSource({"a, 1.17", "a-4-domains, 1.18", "b, 1.01", "c, 1.20", "d, 1.13", "e, 1.18", "f, 1.19", "g, 1.17"})
    void theLastClientIsCloseToTheBound(String lab, double mostOfBound) {
        var ofBound = played(lab).stream().mapToDouble(Outcome::ratio).sorted().toArray();

        assertTrue(ofBound[SEEDS / 2] <= mostOfBound, () -> lab + ": " + Arrays.toString(ofBound));
    }

    @ParameterizedTest
    @CsvSource({"a, 2.0", "a-4-domains, 1.05", "b, 1.95", "c, 2.0", "d, 0.6", "e, 2.6", "f, 2.3", "g, 2.0"})
    void theSourceSendsFewCopies(String lab, double most) {
        var copies =
                played(lab).stream().mapToDouble(Outcome::sourceCopies).sorted().toArray();

        assertTrue(copies[SEEDS - 1] <= most, () -> lab + ": " + Arrays.toString(copies));
    }

    /** Caches that were told to get segments of each other are not stranded by one of them, nor need the source begin again. */
    @ParameterizedTest
    @ValueSource(ints = {5, 20})
    void aCacheThatDiesWhileCachesFeedEachOtherCostsLittle(int diesAtPercent) {
        var four = read("lab-a-4-domains.yaml");
        var events = new Scenario.Events(null, new Scenario.CacheDies(0, diesAtPercent));

        var outcome = ScenarioRun.play(new Scenario(
                "a cache dies",
                1,
                four.patch(),
                four.source(),
                four.domains(),
                four.links(),
                four.arrivals(),
                events,
                four.policies(),
                four.limit(),
                four.apart()));

        assertEquals(0, outcome.stranded());
        assertTrue(outcome.ratio() <= 1.3, () -> "" + outcome.ratio());
        assertTrue(outcome.sourceCopies() <= 1.25, () -> "" + outcome.sourceCopies());
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

    private static List<Outcome> played(String lab) {
        return PLAYED.computeIfAbsent(lab, name -> {
            var scenario = read("lab-" + name + ".yaml");
            return IntStream.rangeClosed(1, SEEDS)
                    .mapToObj(seed -> ScenarioRun.play(scenario.withSeed(seed)))
                    .toList();
        });
    }

    private static Scenario read(String name) {
        return ConfigFile.load(SCENARIOS.resolve(name), Scenario.class);
    }
}
