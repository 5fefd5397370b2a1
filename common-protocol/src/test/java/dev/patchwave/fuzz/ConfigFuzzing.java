package dev.patchwave.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.config.ConfigProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration file is a record, whose print is read as an equal one unless it hides secrets, or a {@link ConfigProblem}. */
public final class ConfigFuzzing {
    private static final String HIDDEN = "(hidden)";

    private ConfigFuzzing() {}

    public static <T> void load(byte[] input, Class<T> type) {
        try {
            Path file = Files.createTempFile("fuzz", ".yaml");
            try {
                Files.write(file, input);
                Decoding.of(file, ConfigProblem.class, path -> ConfigFile.load(path, type))
                        .filter(once -> !ConfigFile.print(once).contains(HIDDEN))
                        .ifPresent(once -> assertEquals(once, again(file, once, type)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T again(Path file, T once, Class<T> type) {
        try {
            Files.writeString(file, ConfigFile.print(once));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ConfigFile.load(file, type);
    }
}
