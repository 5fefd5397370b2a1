package dev.patchwave.launcher.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.trust.tuf.repository.disk.RepositoryDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ceremony, with a person whose answers are written down. */
class CeremonyTest {
    private static final String PASSPHRASE = "correct horse battery";

    private static final class Script implements Dialogue {
        private final Deque<String> answers = new ArrayDeque<>();
        private final List<String> told = new ArrayList<>();

        @Override
        public boolean isPossible() {
            return true;
        }

        @Override
        public void tell(String line) {
            told.add(line);
        }

        @Override
        public String ask(String question, String standard) {
            told.add(question);
            String said = answers.removeFirst();
            return said.isEmpty() ? standard : said;
        }

        @Override
        public char[] secret(String question) {
            told.add(question);
            return answers.removeFirst().toCharArray();
        }
    }

    @TempDir
    private Path directory;

    private final Script script = new Script();
    private final RepositoryOptions options = new RepositoryOptions();

    @BeforeEach
    void askTheScript() {
        options.directory = directory.resolve("repository");
        options.use(OperatorPassphrases.of(null, script));
    }

    private void answer(String... answers) {
        script.answers.addAll(List.of(answers));
    }

    @Test
    void itAsksExplainsConfirmsAndMakes() throws Exception {
        answer("3/2", "", "", "Modem", "modem", "perhaps", "yes"); // Two answers are no answers, and are asked again.
        answer("short", PASSPHRASE, "not the same", PASSPHRASE, PASSPHRASE);
        answer("second root key", "second root key", "third root key!", "third root key!");
        answer("targets passphrase", "targets passphrase", "modem passphrase", "modem passphrase");

        new Ceremony(script, options).hold();

        assertEquals(List.of(), List.copyOf(script.answers));
        assertEquals(
                5, script.told.stream().filter(line -> line.startsWith("Step ")).count());
        assertTrue(
                script.told.contains("root 1 has signatures: 3 (2 needed) by its own root keys"),
                script.told::toString);
        try (var repository = RepositoryDirectory.open(options.directory)) {
            var state = repository.state();
            assertEquals("modem", state.roleOf("modem"));
            assertTrue(state.root().isPresent());
        }
    }

    @Test
    void whoSaysNoWritesNothing() throws Exception {
        answer("1", "", "", "no");
        new Ceremony(script, options).hold();
        assertFalse(Files.exists(options.directory));
        assertEquals("Nothing was written.", script.told.getLast());
    }
}
