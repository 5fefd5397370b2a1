package dev.patchwave.signal.aka;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Keeps {@link SequenceNumbers} over restarts: one line of decimal numbers, replaced as a whole. Not for several threads or processes.
 */
final class SequenceFile {
    private static final long MAX_FILE_BYTES = 4_096;

    private final Path file;

    SequenceFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** What was kept; fresh numbers when there is no file yet. @throws IOException naming the file when it is damaged */
    SequenceNumbers read() throws IOException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new IOException(file + ": too long for sequence numbers");
            }
            String[] words =
                    Files.readString(file, StandardCharsets.US_ASCII).strip().split(" ");
            return SequenceNumbers.of(
                    Arrays.stream(words).mapToLong(Long::parseLong).toArray());
        } catch (NoSuchFileException first) {
            return SequenceNumbers.fresh();
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": no sequence numbers: " + e.getMessage(), e);
        }
    }

    /** Durable when it returns. */
    void write(SequenceNumbers numbers) throws IOException {
        String line =
                Arrays.stream(numbers.toArray()).mapToObj(Long::toString).collect(Collectors.joining(" ", "", "\n"));
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        force(next, line.getBytes(StandardCharsets.US_ASCII));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (var directory = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
            directory.force(true); // The new name, too.
        }
    }

    private static void force(Path file, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }
}
