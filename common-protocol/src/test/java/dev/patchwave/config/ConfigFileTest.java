package dev.patchwave.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
    @TempDir
    Path directory;

    record Http(HostPort listen, Integer maxConnections) {
        Http {
            listen = BadValue.required("listen", listen, "host:port");
            maxConnections = BadValue.inRange("maxConnections", maxConnections, 100, 1, 10_000);
        }
    }

    record Account(String name, Secret password) {}

    record Sample(Account account, Http http, BitRate uplink, ByteSize cache, TimeSpan patience, List<Http> others) {
        Sample {
            http = BadValue.required("http", http, "the HTTP section");
            uplink = BadValue.orElse(uplink, BitRate.UNLIMITED);
            cache = BadValue.orElse(cache, ByteSize.parse("64KiB"));
            patience = BadValue.orElse(patience, TimeSpan.parse("30s"));
            others = others == null ? List.of() : List.copyOf(others);
        }
    }

    @Test
    void unitsAreReadAndDefaultsFilledIn() {
        var config = load("http: {listen: '127.0.0.1:0'}\nuplink: 80Mbit/s\n");

        assertEquals(new HostPort("127.0.0.1", 0), config.http().listen());
        assertEquals(80_000_000, config.uplink().bitsPerSecond());
        assertEquals(65_536, config.cache().bytes());
        assertEquals(Duration.ofSeconds(30), config.patience().duration());
    }

    @Test
    void whatIsPrintedCanBeReadAgain() {
        var config = load("http: {listen: '[::1]:8480'}\npatience: 5min\n");

        assertEquals(config, load(ConfigFile.print(config)));
    }

    @Test
    void anUnknownKeyIsNamedWithItsPathAndTheKnownOnes() {
        assertProblem(
                "http:\n  lisen: '127.0.0.1:1'\n", "http.lisen: unknown key", "known here: listen, maxConnections");
    }

    @Test
    void aValueOutOfRangeIsNamedWithPathAndRange() {
        assertProblem(
                "http: {listen: 'h:1', maxConnections: 0}",
                "http.maxConnections: '0' is not allowed; allowed: 1 to 10000");
    }

    @Test
    void aValueInAListIsNamedByItsPlace() {
        assertProblem(
                "http: {listen: 'h:1'}\nothers: [{listen: 'h:1'}, {listen: 'h:99999'}]", "others[1].listen: 'h:99999'");
    }

    @Test
    void aBadUnitIsRefusedWithWhatIsAllowed() {
        assertProblem("http: {listen: 'h:1'}\nuplink: 80Mb", "uplink: '80Mb' is no rate", "80Mbit/s");
        assertProblem("http: {listen: 'h:1'}\npatience: 80", "patience: ");
        assertProblem("http: {listen: 'h:1'}\ncache: 64kB", "cache: '64kB' is no size");
    }

    @Test
    void aWrongTypeIsToldInTheOperatorsWords() {
        assertProblem(
                "http: {listen: 'h:1', maxConnections: many}",
                "http.maxConnections: 'many' is not allowed; allowed: a whole number (line 1)");
        assertProblem("http: {listen: 'h:1'}\nothers: 3", "others: '3' is not allowed; allowed: a list such as [a, b]");
        assertProblem("- 1", "allowed: a section of keys and values");
        assertProblem(
                "http: {listen: 'h:1'}\npatience: 80",
                "patience: '80' is not allowed; allowed: a text; a number needs its unit");
        assertProblem("http: 7", "http: ", "allowed: a section of keys and values");
    }

    @Test
    void aPrintedPasswordIsNotTakenForTheRealOne() {
        String printed = ConfigFile.print(load("http: {listen: 'h:1'}\naccount: {name: a, password: sesame}"));

        assertTrue(!printed.contains("sesame"), printed);
        assertProblem(printed, "account.password: '(hidden)' is what --print-config shows");
    }

    @Test
    void aTextOfDigitsStaysATextWhenPrinted() {
        var config = load("http: {listen: 'h:1'}\naccount: {name: '007', password: '1.10'}");

        assertTrue(ConfigFile.print(config).contains("name: \"007\""), ConfigFile.print(config));
    }

    @Test
    void aMissingKeyIsNamed() {
        assertProblem("uplink: 80Mbit/s", "http: missing");
        assertProblem("", "http: missing");
    }

    @Test
    void brokenYamlIsRefusedWithItsLine() {
        assertProblem("http: {listen: 'h:1'\nuplink", "(line ");
        assertProblem("http: {listen: [", "while parsing a flow node: expected the node content", "(line 1)");
        assertProblem("http: {listen: 'h:1'}\nhttp: {listen: 'h:1'}", "(line 2)");
    }

    @Test
    void aBombOfAliasesIsATextAndNothingMore() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            bomb.append("a%d: &a%d [%s*a%d]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9), i - 1));
        }
        assertTimeout(Duration.ofSeconds(5), () -> assertProblem(bomb.toString(), "unknown key"));
    }

    @Test
    void depthWithoutEndIsRefused() {
        assertProblem("http: " + "[".repeat(100_000), "nesting depth");
        assertProblem("http: " + "{a: ".repeat(100_000), "nesting depth");
        assertProblem("- ".repeat(100_000), "nesting depth");
    }

    @Test
    void aMissingFileIsNamed() {
        var problem =
                assertThrows(ConfigProblem.class, () -> ConfigFile.load(directory.resolve("none.yaml"), Sample.class));

        assertTrue(problem.getMessage().endsWith("none.yaml: no such file"), problem.getMessage());
    }

    private void assertProblem(String yaml, String... expected) {
        var problem = assertThrows(ConfigProblem.class, () -> load(yaml));
        for (String part : expected) {
            assertTrue(problem.getMessage().contains(part), () -> problem.getMessage() + " lacks: " + part);
        }
        assertEquals(1, problem.getMessage().lines().count(), problem::getMessage);
    }

    private Sample load(String yaml) {
        try {
            return ConfigFile.load(Files.writeString(directory.resolve("sample.yaml"), yaml), Sample.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
