package dev.patchwave.client.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The note that a switch of versions is under way: there from before the switch until its health is known. Who finds it after a
 * crash goes back to {@code from}.
 */
record Switching(Optional<String> from, String to) {
    /** Stands for "nothing was installed before"; no version starts with it. */
    private static final String NOTHING = "-";

    private static final long MAX_BYTES = 1 << 10;

    static Optional<Switching> read(Path note) throws IOException {
        if (!Files.exists(note)) {
            return Optional.empty();
        }
        if (Files.size(note) > MAX_BYTES) {
            throw new IOException(note + ": damaged: larger than " + MAX_BYTES + " bytes, which no note is");
        }
        var lines = Files.readAllLines(note);
        if (lines.size() != 2) {
            throw new IOException(note + ": damaged: expected two lines, the version before and the version after");
        }
        return Optional.of(
                new Switching(Optional.of(lines.get(0)).filter(from -> !from.equals(NOTHING)), lines.get(1)));
    }

    void write(Path note) throws IOException {
        DurableNames.replace(note, (from.orElse(NOTHING) + "\n" + to + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
