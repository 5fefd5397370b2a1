package dev.patchwave.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of lines that only grows: what is appended is there whole and durable, or not at all, and a disk that failed in the middle is asked
 * again the next time. The file is its owner's alone. One thread at a time; nothing stays open between two calls.
 */
public final class LineFile {
    /** At most so many bytes at once. */
    public static final int MAX_APPEND_BYTES = 16 << 20;

    private final Path path;
    private boolean named; // Its name is durable.
    private boolean torn; // The last append may have left something behind the first wholeBytes.
    private long wholeBytes;

    private LineFile(Path path) {
        this.path = path;
    }

    /** A file that may not be there yet. Nothing is touched. */
    public static LineFile at(Path path) {
        return new LineFile(path);
    }

    public Path path() {
        return path;
    }

    /** Makes the file if it is not there, under a name that a power loss does not take. To be called before the first append; costs little later. */
    public void create() throws IOException {
        boolean there = Files.exists(path);
        if (there && named) {
            return;
        }
        if (!there) {
            torn = false;
            DurableFiles.createPrivate(path);
        }
        DurableFiles.sync(path.toAbsolutePath().getParent());
        named = true;
    }

    /**
     * Adds lines.
     *
     * @param lines at most {@link #MAX_APPEND_BYTES}, with a line feed at their end
     * @throws IOException when none of them counts, also where the file is not there; unless power is lost at once, none of them is seen again
     */
    public void append(byte[] lines) throws IOException {
        if (lines.length > MAX_APPEND_BYTES) {
            throw new IllegalArgumentException(lines.length + " bytes: at most " + MAX_APPEND_BYTES);
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            if (torn) {
                channel.truncate(wholeBytes);
            }
            wholeBytes = channel.size();
            torn = true;
            write(channel, lines);
            torn = false;
        } catch (IOException e) {
            throw DurableFiles.explain(path, e);
        }
    }

    /**
     * Cuts off what a failed append left, as the next one would. Owed before the owner goes on in another file, or nobody ever does. Durable.
     *
     * @throws IOException when the disk does not let it: not to be left yet
     */
    public void settle() throws IOException {
        if (!torn || Files.notExists(path)) {
            return;
        }
        try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(wholeBytes);
            channel.force(true);
            torn = false;
        } catch (IOException e) {
            throw DurableFiles.explain(path, e);
        }
    }

    private void write(FileChannel channel, byte[] lines) throws IOException {
        try {
            channel.position(wholeBytes);
            for (var bytes = ByteBuffer.wrap(lines); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            untear(channel, e);
            throw e;
        }
    }

    /** Readers see no half line even now, if the disk lets us. Else the next append does it. */
    private void untear(FileChannel channel, IOException cause) {
        try {
            channel.truncate(wholeBytes);
            torn = false;
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /**
     * Cuts off what a crash left of the last append, which was acknowledged to nobody: a line without its end, and what a power loss made
     * zeros of. Durable when it returns.
     *
     * @return how many bytes
     */
    public static long cutUnfinished(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long before = channel.size();
            long end = endOfWholeLines(channel, before);
            if (end < before) {
                channel.truncate(end);
                channel.force(true);
            }
            return before - end;
        }
    }

    private static long endOfWholeLines(FileChannel channel, long length) throws IOException {
        long start = Math.max(0, length - MAX_APPEND_BYTES);
        var bytes = ByteBuffer.allocate((int) (length - start));
        while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
            // Until all of it is here.
        }
        int end = 0; // Of the last whole line.
        for (int at = 0; at < bytes.position() && bytes.get(at) != 0; at++) {
            end = bytes.get(at) == '\n' ? at + 1 : end;
        }
        return end == 0 && start > 0 ? length : start + end; // No line is so long: not ours to cut.
    }
}
