package dev.patchwave.launcher.keys;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.trust.KeyFile;
import dev.patchwave.trust.tuf.repository.disk.Passphrases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Passphrases from a file, from the environment, or from the person at the terminal; what was given once is tried for the next key. */
public final class OperatorPassphrases implements Passphrases {
    static final String VARIABLE = "PATCHWAVE_PASSPHRASE";

    private final List<char[]> known = new ArrayList<>();
    private final Dialogue dialogue;
    private final boolean automatic;

    private OperatorPassphrases(Dialogue dialogue, Optional<char[]> given) {
        this.dialogue = dialogue;
        this.automatic = given.isPresent();
        given.ifPresent(known::add);
    }

    /** @param file whose first line is the passphrase; null for none, then the environment is looked at */
    static OperatorPassphrases of(Path file, Dialogue dialogue) {
        Optional<char[]> given = file != null
                ? Optional.of(firstLine(file))
                : Optional.ofNullable(System.getenv(VARIABLE)).map(String::toCharArray);
        return new OperatorPassphrases(dialogue, given);
    }

    /** The same, with the person at this terminal. */
    public static OperatorPassphrases ofOperator(Path file) {
        return of(file, new TerminalDialogue());
    }

    @Override
    public List<char[]> known() {
        return List.copyOf(known);
    }

    @Override
    public Optional<char[]> ask(String what) {
        if (automatic || !dialogue.isPossible()) {
            return Optional.empty();
        }
        char[] said = dialogue.secret("Passphrase of " + what + " (empty: go on without this key): ");
        if (said.length == 0) {
            return Optional.empty();
        }
        known.add(said);
        return Optional.of(said);
    }

    /**
     * A passphrase for a key that is to be made; a person says it twice.
     *
     * @throws IllegalArgumentException when it is too short, or nobody can be asked
     */
    char[] fresh(String what) {
        if (automatic) {
            KeyFile.requireLong(known.getFirst());
            return known.getFirst();
        }
        if (!dialogue.isPossible()) {
            throw new IllegalArgumentException("no passphrase for " + what + ": give --passphrase-file or " + VARIABLE
                    + ", or run this at a terminal");
        }
        while (true) {
            char[] said = dialogue.secret("New passphrase for " + what + ": ");
            if (said.length < KeyFile.MIN_PASSPHRASE_CHARS) {
                dialogue.tell("At least " + KeyFile.MIN_PASSPHRASE_CHARS + " characters, please.");
            } else if (Arrays.equals(said, dialogue.secret("The same again: "))) {
                known.add(said);
                return said;
            } else {
                dialogue.tell("These two differ.");
            }
        }
    }

    private static char[] firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(() -> new ConfigProblem(file, "has no passphrase in its first line"))
                    .toCharArray();
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ConfigProblem(file, "cannot be read as a passphrase file", e);
        }
    }
}
