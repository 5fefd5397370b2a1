package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.StatusCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator types beside campaigns: status, configuration, help and completion. */
class CommandLineTest {
    private static final TestPatch PATCH = TestPatch.of(1_500_000, 14);

    @TempDir
    static Path directory;

    private static SmallNetwork network;

    @BeforeAll
    static void upgradeAlice() throws IOException {
        network = new SmallNetwork(directory.resolve("network"));
        network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT);
        network.campaign(PATCH.writeTo(directory.resolve("patch")), "1.0");
        network.awaitRelease(
                SmallNetwork.CLIENT, "1.0", held -> held.state().equals("installed") && held.digestEqual());
        network.awaitStatus(
                SmallNetwork.SOURCE,
                status -> status.campaigns().stream()
                        .anyMatch(campaign -> campaign.state().equals("finished")));
    }

    @AfterAll
    static void stop() {
        network.close();
    }

    @Test
    void statusTellsPeopleWhoHasHowMuch() throws IOException {
        String told = status().out();

        assertEquals(3, told.lines().filter(line -> !line.startsWith(" ")).count(), told);
        assertTrue(told.contains("source source, serving, up "), told);
        assertTrue(told.contains("cache cache-1 in area-1, serving, up "), told);
        assertTrue(told.contains(" sip:alice@op.example, version 1.0, idle, up "), told);
        assertTrue(
                told.contains("finished   area-1  targeted 1, signalled 1, waiting 0, started 0, installed 1"), told);
        assertTrue(told.contains("2 of      2 segments  installed"), told);
    }

    @Test
    void statusTellsProgramsTheSame() throws IOException {
        var told = status("--json")
                .out()
                .lines()
                .map(line -> StatusCodec.read(line.getBytes(StandardCharsets.UTF_8)))
                .toList();

        assertEquals(
                List.of("source", "cache", "client"),
                told.stream().map(ProgramStatus::program).toList());
        var source = told.get(0);
        assertEquals(1, source.campaigns().getFirst().installed());
        var alice = told.get(2).releases().getFirst();
        assertEquals(PATCH.digest(), alice.digest());
        assertTrue(alice.digestEqual());
        assertEquals(1_500_000L, alice.ownedBytesFrom().get("own-cache"));
    }

    @Test
    void statusNamesWhoDoesNotAnswerAndShowsTheOthers() throws IOException {
        var run = network.patchwave("status", "http://127.0.0.1:1", uri(SmallNetwork.CACHE));

        assertEquals(1, run.exitCode(), run::toString);
        assertEquals(
                "patchwave: http://127.0.0.1:1: nobody listens there", run.err().strip());
        assertTrue(run.out().contains("cache cache-1"), run::toString);
    }

    @Test
    void aPersonMayAskAClientToCheck() throws IOException {
        network.patchwave("check", uri(SmallNetwork.CLIENT)).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"source,source", "cache,cache-1", "client,alice"})
    void aPrintedConfigurationIsReadAgainOnceItHasItsPasswords(String command, String name) throws IOException {
        String printed = print(command, network.config(name)).succeeded().out();

        assertFalse(printed.contains("demo-password"), printed);
        assertEquals(2, print(command, write(printed)).exitCode());
        Path whole = write(printed.replace("(hidden)", "demo-password"));
        assertEquals(printed, print(command, whole).succeeded().out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "source",
                "cache",
                "client",
                "check",
                "publish",
                "force",
                "offer",
                "status",
                "drain",
                "keygen",
                "keys",
                "generate-completion"
            })
    void everyCommandHelps(String command) throws IOException {
        var help = network.patchwave(command, "--help").succeeded();

        assertTrue(help.out().startsWith("Usage: patchwave " + command), help::toString);
        assertTrue(help.out().lines().count() >= 5, help::toString);
        assertEquals("", help.err());
    }

    @Test
    void theFirstHelpNamesEveryCommandInWholeSentences() throws IOException {
        String help = network.patchwave("--help").succeeded().out();

        assertFalse(help.contains("each,\n"), help);
        for (String command : List.of("demo", "source", "cache", "client", "publish", "force", "offer", "status")) {
            assertTrue(help.contains("\n  " + command + " "), command);
        }
    }

    @Test
    @Tag("tools")
    void completionIsAScriptThatBashReads() throws IOException {
        Path script = write(network.patchwave("generate-completion").succeeded().out());

        ExternalTool.BASH.run(directory, "-n", script.toString()).succeeded();
        var known = ExternalTool.BASH.run(directory, "-c", "source " + script + " && complete -p patchwave");
        assertTrue(known.succeeded().out().contains("patchwave"), known::toString);
    }

    private static Run status(String... options) throws IOException {
        var arguments = new java.util.ArrayList<>(List.of("status"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of(uri(SmallNetwork.SOURCE), uri(SmallNetwork.CACHE), uri(SmallNetwork.CLIENT)));
        return Run.patchwave(directory, arguments).succeeded();
    }

    private static Run print(String command, Path config) throws IOException {
        return network.patchwave(command, "--config", config.toString(), "--print-config");
    }

    private static Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("written"), text);
    }

    private static String uri(String name) {
        return network.deployment().uri(name).toString();
    }
}
