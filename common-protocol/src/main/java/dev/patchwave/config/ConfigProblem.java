package dev.patchwave.config;

import java.nio.file.Path;

/**
 * The operator's configuration is wrong. The one-line message names the file, the key's path, the value and what is allowed; the
 * program prints it and exits with {@link #EXIT_CODE} before any port opens.
 */
public final class ConfigProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What a program exits with when its configuration is refused. */
    public static final int EXIT_CODE = 2;

    public ConfigProblem(Path file, String problem) {
        super(file + ": " + problem);
    }

    public ConfigProblem(Path file, String problem, Throwable cause) {
        super(file + ": " + problem, cause);
    }
}
