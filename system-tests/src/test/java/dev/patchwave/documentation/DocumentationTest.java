package dev.patchwave.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.cache.app.CacheConfig;
import dev.patchwave.client.app.ClientConfig;
import dev.patchwave.documentation.Document.Block;
import dev.patchwave.simulator.scenario.Scenario;
import dev.patchwave.source.app.SourceConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The documents say what the programs do: every example is read by production, every key and route is there. */
class DocumentationTest {
    private static final Path PROTOCOL = Document.ROOT.resolve("docs/protocol.md");
    private static final Path OPERATING = Document.ROOT.resolve("docs/operating.md");
    private static final Path SIMULATOR = Document.ROOT.resolve("docs/simulator.md");

    @TempDir
    private Path scratch;

    static List<Block> blocks() {
        return Document.all().stream()
                .flatMap(document -> document.blocks().stream())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void everyExampleIsReadByTheProgramsThemselves(Block block) throws Exception {
        var examples = new Examples(blocks(), documentedRoutes(), scratch);
        try {
            examples.check(block);
        } catch (Exception refused) {
            throw new AssertionError(block + ": " + refused.getMessage(), refused);
        }
    }

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedRouteExists() {
        assertEquals(Routes.ofPrograms().routes(), documentedRoutes().routes());
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                Arguments.of(OPERATING, "### Keys of the source", "source", SourceConfig.class),
                Arguments.of(OPERATING, "### Keys of the cache", "cache", CacheConfig.class),
                Arguments.of(OPERATING, "### Keys of the client", "client", ClientConfig.class),
                Arguments.of(SIMULATOR, "### Keys of a scenario", "scenario", Scenario.class));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("programs")
    void everyConfigurationKeyIsDocumentedWithItsDefault(
            Path document, String heading, String program, Class<? extends Record> type) throws IOException {
        var documented = new TreeMap<String, String>();
        for (List<String> row : Document.read(document).table(heading)) {
            String standard = String.join("", Document.code(row.get(2)));
            documented.put(Document.code(row.get(0)).getFirst(), standard);
        }
        var keys = new TreeMap<>(ConfigurationKeys.of(type, minimal(program)));
        keys.replaceAll((key, standard) ->
                documented.containsKey(key) && documented.get(key).isEmpty() ? "" : standard);
        assertEquals(lines(keys), lines(documented));
    }

    @Test
    void everyLinkLeadsSomewhere() {
        var broken = new ArrayList<String>();
        for (Document document : Document.all()) {
            for (String link : document.links()) {
                if (!link.matches("[a-z]+:.*") && !leadsSomewhere(document, link)) {
                    broken.add(Document.ROOT.relativize(document.file()) + ": " + link);
                }
            }
        }
        assertTrue(broken.isEmpty(), () -> "broken links: " + broken);
    }

    private static boolean leadsSomewhere(Document from, String link) {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from.file() : from.file().resolveSibling(parts[0]);
        return parts.length == 1
                ? Files.exists(target)
                : Files.isRegularFile(target) && Document.read(target).anchors().contains(parts[1]);
    }

    private static Routes documentedRoutes() {
        return Routes.ofTable(Document.read(PROTOCOL).table("## Routes"));
    }

    private Path minimal(String program) throws IOException {
        var block = blocks().stream()
                .filter(found -> found.kind().equals("yaml") && found.role().equals(program + " minimal"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no block ```yaml " + program + " minimal"));
        return Files.writeString(scratch.resolve(program + ".yaml"), block.text());
    }

    /** One line a key, so that a failure shows the difference. */
    private static String lines(SortedMap<String, String> keys) {
        var lines = new StringBuilder();
        keys.forEach((key, standard) ->
                lines.append(key).append(" = ").append(standard).append('\n'));
        return lines.toString();
    }
}
