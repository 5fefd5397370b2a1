package dev.patchwave.source.audit;

import dev.patchwave.store.LineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Appends lines to the newest file of a log, and begins another when that is large enough. One thread. */
final class AuditFile {
    private final Path directory;
    private final long maxFileBytes;
    private Optional<LineFile> newest;

    private AuditFile(Path directory, long maxFileBytes, Optional<LineFile> newest) {
        this.directory = directory;
        this.maxFileBytes = maxFileBytes;
        this.newest = newest;
    }

    /**
     * Where a log ends.
     *
     * @param head of its last whole line
     * @param cutBytes of an unfinished line, which was acknowledged to nobody and is gone now
     * @param damaged whether the last whole line cannot be read; the chain goes on behind it all the same
     */
    record Opened(AuditFile file, AuditHead head, long cutBytes, boolean damaged) {}

    static Opened open(Path directory, long maxFileBytes) throws IOException {
        Files.createDirectories(directory);
        List<Path> files = AuditFiles.in(directory);
        long cutBytes = files.isEmpty() ? 0 : LineFile.cutUnfinished(files.getLast());
        Optional<LineFile> newest = files.isEmpty() ? Optional.empty() : Optional.of(named(files.getLast()));
        var end = new End();
        for (Path file : files.reversed()) {
            AuditFiles.read(file, end::take);
            if (end.lines > 0) {
                return new Opened(
                        new AuditFile(directory, maxFileBytes, newest), end.head(file), cutBytes, end.isDamaged());
            }
        }
        var file = new AuditFile(directory, maxFileBytes, newest);
        return new Opened(file, AuditHead.NONE, cutBytes, false);
    }

    /** All lines are on disk when this returns; none of them is when it throws. */
    void append(long firstSeq, byte[] lines) throws IOException {
        roomFor(firstSeq).append(lines);
    }

    private LineFile roomFor(long firstSeq) throws IOException {
        boolean isFull = newest.isPresent() && Files.size(newest.get().path()) >= maxFileBytes;
        if (isFull) {
            newest.get().settle();
        }
        if (isFull || newest.isEmpty()) {
            newest = Optional.of(named(AuditFiles.beginningWith(directory, firstSeq)));
        }
        return newest.get();
    }

    private static LineFile named(Path path) throws IOException {
        LineFile file = LineFile.at(path);
        file.create();
        return file;
    }

    /** The last line of a file. */
    private static final class End {
        private int lines;
        private byte[] last = {};

        boolean take(int number, byte[] line, boolean whole) {
            lines = number;
            last = line;
            return true;
        }

        boolean isDamaged() {
            try {
                AuditLine.read(last);
                return false;
            } catch (IllegalArgumentException e) {
                return true;
            }
        }

        /** What cannot be read is counted, so that the lines behind it have numbers of their own. */
        AuditHead head(Path file) {
            long seq = isDamaged()
                    ? Long.parseLong(file.getFileName().toString().replaceAll("\\D", "")) + lines - 1
                    : AuditLine.read(last).seq();
            return new AuditHead(seq - 1, "").after(last);
        }
    }
}
