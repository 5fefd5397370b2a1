package dev.patchwave.launcher.keys;

import dev.patchwave.launcher.Attended;
import java.io.Console;

/** At the terminal that the launcher's script saw. */
final class TerminalDialogue implements Dialogue {
    private final Console console = Attended.byPerson() ? System.console() : null;

    @Override
    public boolean isPossible() {
        return console != null;
    }

    @Override
    public void tell(String line) {
        console.printf("%s%n", line);
    }

    @Override
    public String ask(String question, String standard) {
        String said = console.readLine("%s%s: ", question, standard.isEmpty() ? "" : " [" + standard + "]");
        if (said == null) {
            throw ended();
        }
        return said.isBlank() ? standard : said.strip();
    }

    @Override
    public char[] secret(String question) {
        char[] said = console.readPassword("%s", question);
        if (said == null) {
            throw ended();
        }
        return said;
    }

    private static IllegalStateException ended() {
        return new IllegalStateException("the terminal was closed in the middle; nothing more was done");
    }
}
