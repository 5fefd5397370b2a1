package dev.patchwave.source.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a look at a whole log found.
 *
 * @param lines that are sound, from the first on
 * @param first when the first of them was written; empty without any
 * @param last when the last of them was written; empty without any
 * @param head SHA-256 of the last of them
 * @param broken the first line that does not follow from those before it, and why; empty when all do
 */
public record AuditCheck(long lines, String first, String last, String head, Optional<String> broken) {
    /**
     * Reads every line of a log, in bounded memory.
     *
     * @param each told of each sound line, in order
     * @throws IOException when there is no log, or it cannot be read
     */
    public static AuditCheck of(Path directory, Consumer<AuditLine> each) throws IOException {
        var files = AuditFiles.in(directory);
        if (files.isEmpty()) {
            throw new IOException(directory + " has no audit log (audit-*.jsonl)");
        }
        var walk = new Walk(each);
        for (Path file : files) {
            if (walk.broken.isEmpty()) {
                AuditFiles.read(file, (number, line, whole) -> walk.take(file, number, line, whole));
            }
        }
        return new AuditCheck(walk.head.seq(), walk.first, walk.last, walk.head.hash(), walk.broken);
    }

    private static final class Walk {
        private final Consumer<AuditLine> each;
        private AuditHead head = AuditHead.NONE;
        private String first = "";
        private String last = "";
        private Optional<String> broken = Optional.empty();

        Walk(Consumer<AuditLine> each) {
            this.each = each;
        }

        boolean take(Path file, int number, byte[] bytes, boolean whole) {
            broken = whole
                    ? objection(bytes)
                    : Optional.of("is cut off; the source heals that when it starts after a crash");
            broken = broken.map(why -> file.getFileName() + " line " + number + " " + why);
            return broken.isEmpty();
        }

        private Optional<String> objection(byte[] bytes) {
            AuditLine line;
            try {
                line = AuditLine.read(bytes);
            } catch (IllegalArgumentException e) {
                return Optional.of("is " + e.getMessage());
            }
            Optional<String> objection = head.objectionTo(line);
            if (objection.isEmpty()) {
                head = head.after(bytes);
                first = first.isEmpty() ? line.time() : first;
                last = line.time();
                each.accept(line);
            }
            return objection;
        }
    }
}
