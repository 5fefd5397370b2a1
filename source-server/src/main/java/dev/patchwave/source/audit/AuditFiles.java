package dev.patchwave.source.audit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a log in a directory, and the lines in them. A file is called after its first line: {@code audit-000000000001.jsonl}. */
final class AuditFiles {
    private static final String PATTERN = "audit-????????????.jsonl";

    /** Takes one line after the other. */
    @FunctionalInterface
    interface LineReader {
        /**
         * Takes a line.
         *
         * @param number of the line in its file, from 1
         * @param line without its line feed, at most one byte longer than {@link AuditLine#MAX_LINE_BYTES}
         * @param whole false: the file ends without a line feed, or the line is too long
         * @return false to stop reading
         */
        boolean take(int number, byte[] line, boolean whole);
    }

    private AuditFiles() {}

    /** The oldest first. */
    static List<Path> in(Path directory) throws IOException {
        var files = new ArrayList<Path>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PATTERN)) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    static Path beginningWith(Path directory, long seq) {
        return directory.resolve("audit-%012d.jsonl".formatted(seq));
    }

    /** Reads a file in bounded memory. */
    static void read(Path file, LineReader reader) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            var line = new ByteArrayOutputStream();
            int number = 1;
            for (int next = in.read(); next >= 0; next = in.read()) {
                boolean ends = next == '\n';
                if (!ends) {
                    line.write(next);
                }
                if (ends || line.size() > AuditLine.MAX_LINE_BYTES) {
                    if (!reader.take(number++, line.toByteArray(), ends)) {
                        return;
                    }
                    line.reset();
                }
            }
            if (line.size() > 0) {
                reader.take(number, line.toByteArray(), false);
            }
        }
    }
}
