package dev.patchwave.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether RocksDB can be opened: it writes its log anew as a table then, and must not fail halfway, as nothing could be read any more. */
final class RocksRoom {
    private static final String LOG_SUFFIX = ".log";
    private static final long OPENING_BYTES = 4L << 20; // A manifest, its own text log, and the next write.
    private static final int PROBE_BYTES = 64 << 10;
    private static final String PROBE = ".room";

    private RocksRoom() {}

    /** Tries it with a file of its own, which tells a read-only disk and another's quota as well. */
    static boolean isEnough(Path rows) {
        try {
            return Files.getFileStore(rows).getUsableSpace() >= OPENING_BYTES + logBytes(rows) && takesWrites(rows);
        } catch (IOException | UncheckedIOException e) {
            return false; // The disk does not even answer.
        }
    }

    private static long logBytes(Path rows) throws IOException {
        try (var files = Files.list(rows)) {
            return files.filter(file -> file.getFileName().toString().endsWith(LOG_SUFFIX))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private static boolean takesWrites(Path rows) throws IOException {
        Path probe = rows.resolveSibling(PROBE);
        try {
            Files.deleteIfExists(probe);
            DurableFiles.write(probe, new byte[PROBE_BYTES]);
            return true;
        } finally {
            Files.deleteIfExists(probe);
        }
    }
}
