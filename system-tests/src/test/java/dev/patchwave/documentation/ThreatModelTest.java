package dev.patchwave.documentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each attack of the threat model names tests, and those exist. */
class ThreatModelTest {
    private static final Path MODEL = Document.ROOT.resolve("docs/threat-model.md");
    private static final String OPEN = "nothing yet";
    private static final int LEAST_ATTACKS = 40;
    private static final int SHOWN_BY = 2;

    @Test
    void eachAttackIsShownByTestsThatExist() throws IOException {
        Map<String, String> tests = tests();
        var missing = new ArrayList<String>();
        int attacks = 0;
        for (List<String> row : rows()) {
            attacks++;
            List<String> named = Document.code(row.get(SHOWN_BY));
            if (named.isEmpty() && !row.get(SHOWN_BY).startsWith(OPEN)) {
                missing.add("no test for: " + row.getFirst());
            }
            named.stream().filter(name -> !exists(name, tests)).forEach(missing::add);
        }
        assertEquals(List.of(), missing);
        assertTrue(attacks >= LEAST_ATTACKS, "read only " + attacks + " attacks");
    }

    private static boolean exists(String name, Map<String, String> tests) {
        String[] parts = name.split("#", 2);
        String source = tests.get(parts[0]);
        return source != null && (parts.length == 1 || source.contains("void " + parts[1] + "("));
    }

    private static List<List<String>> rows() {
        Document model = Document.read(MODEL);
        return model.lines().stream()
                .filter(line -> line.startsWith("## "))
                .flatMap(heading -> model.table(heading).stream())
                .toList();
    }

    /** The text of each class of tests, all modules; those of one name together. */
    private static Map<String, String> tests() throws IOException {
        var tests = new TreeMap<String, String>();
        try (Stream<Path> modules = Files.list(Document.ROOT)) {
            for (Path sources : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> file.toString().endsWith("Test.java"))
                            .forEach(file -> tests.merge(
                                    file.getFileName().toString().replace(".java", ""), text(file), String::concat));
                }
            }
        }
        return tests;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
