package dev.patchwave.token;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The token keys of a source: a directory with a JWK file for each, named after the time of its making, {@code token-20261126T164000.123Z.jwk}, for its
 * owner alone. A key is added by {@link #add} and withdrawn by deleting its file, also while the source runs. One thread at a time.
 */
public final class TokenKeyDirectory {
    private static final Pattern NAME = Pattern.compile("token-(\\d{8}T\\d{6}\\.\\d{3}Z)\\.jwk");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long MAX_FILE_BYTES = 4 << 10;

    private final Path directory;

    public TokenKeyDirectory(Path directory) {
        this.directory = directory;
    }

    /** Makes a key. @return its file @throws IOException when it cannot be written */
    public Path add(Instant now, SecureRandom random) throws IOException {
        Files.createDirectories(directory);
        Path file = directory.resolve("token-" + TIME.format(now) + ".jwk");
        DurableFiles.replacePrivate(file, TokenKey.generate(random).toJson().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /** Names of the files, to see whether anything has changed. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
        }
    }

    /**
     * Reads all of them, the oldest first.
     *
     * @throws ConfigProblem naming a file that holds no key
     */
    public List<KeyRing.Dated> read() throws IOException {
        var keys = new ArrayList<KeyRing.Dated>();
        for (String name : names()) {
            Path file = directory.resolve(name);
            try {
                if (Files.size(file) > MAX_FILE_BYTES) {
                    throw new IllegalArgumentException("larger than " + MAX_FILE_BYTES + " bytes");
                }
                keys.add(new KeyRing.Dated(made(name), TokenKey.parse(Files.readString(file))));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new ConfigProblem(file, "holds no token key: " + e.getMessage(), e);
            }
        }
        return keys;
    }

    private static Instant made(String name) {
        var match = NAME.matcher(name);
        if (!match.matches()) {
            throw new IllegalArgumentException("expected a name such as token-20261126T164000.123Z.jwk");
        }
        return TIME.parse(match.group(1), Instant::from);
    }
}
