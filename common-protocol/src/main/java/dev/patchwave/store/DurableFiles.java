package dev.patchwave.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;

/** The few file operations whose order decides what a power loss leaves behind. */
public final class DurableFiles {
    private static final Set<StandardOpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private DurableFiles() {}

    /** Writes a new file and forces it; its name is durable only after {@link #sync}. */
    static void write(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        try (var channel = FileChannel.open(file, NEW, attributes)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    /** Gives a file new bytes: whatever happens it has the old ones or the new ones, and the new ones when this returns. */
    public static void replace(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, new FileAttribute<?>[0]);
    }

    /** The same, of a file that nobody but its owner may read, at no moment. */
    public static void replacePrivate(Path file, byte[] bytes) throws IOException {
        replace(file, bytes, ownersAlone(file));
    }

    /** An empty file that nobody but its owner may read. @throws java.nio.file.FileAlreadyExistsException when there is one */
    public static void createPrivate(Path file) throws IOException {
        Files.createFile(file, ownersAlone(file));
    }

    private static FileAttribute<?>[] ownersAlone(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static void replace(Path file, byte[] bytes, FileAttribute<?>... attributes) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh); // Of a run that died here.
        write(fresh, bytes, attributes);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(file.toAbsolutePath().getParent());
    }

    /** Makes a file's bytes, or the names in a directory, durable. */
    public static void sync(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a directory and all that is in it; nothing happens when it is not there. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Whether waiting may help: the disk is full, or read-only. */
    public static boolean isPassing(IOException e) {
        for (Throwable cause = e; cause instanceof IOException trouble; cause = cause.getCause()) {
            IOException explained = explain(Path.of(""), trouble);
            if (explained instanceof StoreFull || explained instanceof StoreReadOnly) {
                return true;
            }
        }
        return false;
    }

    /** Java tells a full or read-only disk by the message alone: this gives it a type. Returns one that has its type already. */
    static IOException explain(Path directory, IOException e) {
        if (e instanceof StoreFull || e instanceof StoreReadOnly) {
            return e; // Said already, with more.
        }
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left") || message.contains("quota exceeded")) {
            return new StoreFull(directory, e);
        }
        boolean readOnly = e instanceof AccessDeniedException || message.contains("read-only file system");
        return readOnly ? new StoreReadOnly(directory, e) : new IOException(directory + ": " + e, e);
    }
}
