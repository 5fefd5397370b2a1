package dev.patchwave.launcher;

import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The salt of an installation for {@link HashedIdentities}, in {@code log-salt} of its data directory; made at the first start. */
final class LogSalt {
    private static final int SALT_BYTES = 32;

    private LogSalt() {}

    /** Goes on with the salt of earlier runs, if there is one. Opens nothing else, makes nothing. */
    static void useKept(Path dataDirectory) throws IOException {
        Path file = file(dataDirectory);
        if (Files.isRegularFile(file) && Files.size(file) == SALT_BYTES) {
            HashedIdentities.useSalt(Files.readAllBytes(file));
        }
    }

    /** Makes a salt when there is none that can be used. The directory is the program's own by now. */
    static void keep(Path dataDirectory) throws IOException {
        Path file = file(dataDirectory);
        if (!Files.isRegularFile(file) || Files.size(file) != SALT_BYTES) {
            byte[] salt = HashedIdentities.randomSalt();
            DurableFiles.replacePrivate(file, salt);
            HashedIdentities.useSalt(salt);
        }
    }

    private static Path file(Path dataDirectory) {
        return dataDirectory.resolve("log-salt");
    }
}
