package dev.patchwave.trust;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Reads and writes one block of PEM (RFC 7468) a file. */
final class PemFile {
    private static final int MAX_FILE_BYTES = 16 << 10;
    private static final int LINE_LENGTH = 64;

    private PemFile() {}

    static byte[] read(Path file, String label) {
        String begin = "-----BEGIN " + label + "-----";
        String text = text(file);
        int start = text.indexOf(begin);
        int end = text.indexOf("-----END " + label + "-----", start + begin.length());
        if (start < 0 || end < 0) {
            throw new ConfigProblem(file, "holds no PEM block '" + begin + "'");
        }
        try {
            return Base64.getMimeDecoder().decode(text.substring(start + begin.length(), end));
        } catch (IllegalArgumentException e) {
            throw new ConfigProblem(file, "its PEM block is no base64", e);
        }
    }

    /** Whether there is such a block. @throws ConfigProblem when the file cannot be read */
    static boolean has(Path file, String label) {
        return text(file).contains("-----BEGIN " + label + "-----");
    }

    static void requireAbsent(Path file) {
        if (Files.exists(file)) {
            throw exists(file, null);
        }
    }

    /** Writes under another name first, then links: the file appears whole, and an existing one stays as it is. */
    static void writeNew(Path file, String label, byte[] der, String permissions) {
        var directory = file.toAbsolutePath().getParent();
        Path fresh = null;
        try {
            fresh = Files.createTempFile(
                    directory, ".key-", ".new"); // The owner alone can read it (Files.createTempFile).
            Files.writeString(fresh, pem(label, der));
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString(permissions));
            sync(fresh, StandardOpenOption.WRITE);
            Files.createLink(file, fresh);
            sync(directory, StandardOpenOption.READ);
        } catch (FileAlreadyExistsException e) {
            throw exists(file, e);
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be written: " + FileTrouble.reason(e), e);
        } finally {
            deleteFresh(fresh);
        }
    }

    private static String text(Path file) {
        try (var in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        }
    }

    private static String pem(String label, byte[] der) {
        String body = Base64.getMimeEncoder(LINE_LENGTH, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }

    private static void sync(Path path, StandardOpenOption option) throws IOException {
        try (var channel = FileChannel.open(path, option)) {
            channel.force(true);
        }
    }

    private static void deleteFresh(Path fresh) {
        try {
            if (fresh != null) {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw new ConfigProblem(fresh, "cannot be deleted", e);
        }
    }

    private static ConfigProblem exists(Path file, Throwable cause) {
        return new ConfigProblem(file, "exists already; a key is never overwritten", cause);
    }
}
