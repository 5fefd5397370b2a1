package dev.patchwave.signal.sip;

import dev.patchwave.config.BadValue;
import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.config.Secret;
import dev.patchwave.signal.aka.AkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where a configuration has a program's credentials: exactly one of the three is there, the others are null.
 *
 * @param passwordFile its first line is the password
 * @param aka a card in software
 */
public record CredentialSource(Secret password, String passwordFile, AkaConfig aka) {
    /** @throws BadValue for the key {@code password} */
    public CredentialSource {
        long given =
                Stream.of(password, passwordFile, aka).filter(Objects::nonNull).count();
        if (given != 1) {
            throw new BadValue(
                    "password", given == 0 ? "" : "several", "exactly one of password, passwordFile and aka");
        }
    }

    /**
     * Reads them.
     *
     * @param dataDirectory where a card keeps its sequence numbers, unless it names a file
     * @throws ConfigProblem when a password's file cannot be read
     * @throws IOException when a card's file cannot be read
     */
    public SipCredentials read(String username, Path dataDirectory) throws IOException {
        if (aka != null) {
            return new AkaCredentials(username, aka.open(dataDirectory));
        }
        return new DigestCredentials(username, password != null ? password.value() : firstLine(Path.of(passwordFile)));
    }

    private static String firstLine(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> new ConfigProblem(file, "has no password in its first line"));
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        } catch (UncheckedIOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e.getCause()), e);
        }
    }
}
