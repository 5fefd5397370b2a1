package dev.patchwave.client.disk;

import dev.patchwave.store.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Changes of names that a power loss either leaves undone or done. */
final class DurableNames {
    private static final String BEING_WRITTEN = ".new";

    private DurableNames() {}

    /** Replaces {@code file} by one with these bytes; a crash leaves the old one or the new one. */
    static void replace(Path file, byte[] bytes) throws IOException {
        var fresh = file.resolveSibling(file.getFileName() + BEING_WRITTEN);
        try (var channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        move(fresh, file);
    }

    /** Points {@code link} to {@code target}; whoever looks meanwhile sees the old target or the new one. */
    static void pointLink(Path link, Path target) throws IOException {
        var fresh = link.resolveSibling(link.getFileName() + BEING_WRITTEN);
        Files.deleteIfExists(fresh);
        Files.createSymbolicLink(fresh, target);
        move(fresh, link);
    }

    /** Renames within a directory, over what may be there. */
    static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        DurableFiles.sync(to.toAbsolutePath().getParent());
    }

    static void delete(Path file) throws IOException {
        if (Files.deleteIfExists(file)) {
            DurableFiles.sync(file.toAbsolutePath().getParent());
        }
    }
}
