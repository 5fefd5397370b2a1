package dev.patchwave.trust;

import dev.patchwave.config.ConfigProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * The file of a private key, as PEM: encrypted under a passphrase, or plain and for its owner's eyes. Beside it lies its public half,
 * by which it is known without the passphrase.
 */
public record KeyFile(Path file) {
    /** Shorter ones are refused for new keys. */
    public static final int MIN_PASSPHRASE_CHARS = 12;

    private static final String SEALED_LABEL = "ENCRYPTED PRIVATE KEY";

    /** Whether a passphrase opens it. @throws ConfigProblem when it cannot be read or holds no private key */
    public boolean isEncrypted() {
        return PemFile.has(file, SEALED_LABEL);
    }

    /**
     * Reads the key pair of an encrypted file.
     *
     * @return empty when the passphrase is another one
     * @throws ConfigProblem when the file cannot be read, or holds something else
     */
    public Optional<PublisherKey> open(char[] passphrase) {
        byte[] der = PemFile.read(file, SEALED_LABEL);
        try {
            return SealedKey.open(der, passphrase).map(pkcs8 -> PublisherKey.ofEncoded(file, pkcs8));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigProblem(file, "is no encrypted key that can be opened: " + e.getMessage(), e);
        }
    }

    /** Reads the key pair of a file without passphrase. @throws ConfigProblem also when the file is encrypted */
    public PublisherKey readPlain() {
        return PublisherKey.read(file);
    }

    /**
     * Writes both files, the private one encrypted; each whole or not at all, for its owner alone.
     *
     * @throws ConfigProblem when one of them exists (a key is never overwritten) or cannot be written
     */
    public void write(PublisherKey key, char[] passphrase) {
        requireLong(passphrase);
        PemFile.requireAbsent(file);
        byte[] sealed = SealedKey.seal(key.privateKey(), passphrase);
        key.writePublic(file);
        PemFile.writeNew(file, SEALED_LABEL, sealed, "rw-------");
    }

    /** As {@link #write}, for a key that a machine uses by itself: readable by its owner without a passphrase. */
    public void writePlain(PublisherKey key) {
        key.write(file);
    }

    /** Refuses what is easily guessed. @throws IllegalArgumentException when it is shorter than {@value #MIN_PASSPHRASE_CHARS} characters */
    public static void requireLong(char[] passphrase) {
        if (passphrase.length < MIN_PASSPHRASE_CHARS) {
            throw new IllegalArgumentException(
                    "a passphrase of " + passphrase.length + " characters: at least " + MIN_PASSPHRASE_CHARS);
        }
    }
}
