package dev.patchwave.store;

import dev.patchwave.release.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads stored segments from the medium itself, past the file cache where the file system can do that: the cache may hold right bytes of a
 * disk that has lost them, and a scrub must not push out what is being served. One thread; one buffer.
 */
final class AtRest {
    private static final int BUFFER_BYTES = 1 << 20;

    /** Of the JDK, but not of its documented part: asked for by name, so that a JDK without it only reads through the cache. */
    private static final Optional<OpenOption> PAST_THE_CACHE = pastTheCache();

    private final ByteBuffer buffer;
    private final int alignmentBytes;

    /** @param directory on the file system that is going to be read */
    AtRest(Path directory) throws IOException {
        alignmentBytes = (int) Math.max(512, Files.getFileStore(directory).getBlockSize());
        buffer = ByteBuffer.allocateDirect(BUFFER_BYTES + alignmentBytes).alignedSlice(alignmentBytes);
    }

    /**
     * Whether a segment is what its digest says. Blocks for as long as reading it takes.
     *
     * @throws IOException when the file cannot be opened; a medium that cannot read it is no exception but "false"
     */
    boolean isSound(SegmentStore store, int segment) throws IOException {
        try (var content = open(store.contentPath(), store.manifest().segmentOffsetBytes(segment))) {
            return digest(content, store, segment)
                    .equals(store.manifest().segmentDigest(segment).toString());
        }
    }

    private FileChannel open(Path file, long offsetBytes) throws IOException {
        if (PAST_THE_CACHE.isPresent() && offsetBytes % alignmentBytes == 0) {
            try {
                return FileChannel.open(file, StandardOpenOption.READ, PAST_THE_CACHE.get());
            } catch (IOException | UnsupportedOperationException e) {
                return FileChannel.open(file, StandardOpenOption.READ); // Not on this file system.
            }
        }
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    private static Optional<OpenOption> pastTheCache() {
        try {
            return Arrays.stream(
                            Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
                    .map(OpenOption.class::cast)
                    .filter(option -> option.toString().equals("DIRECT"))
                    .findFirst();
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    /** Empty when the medium does not give the bytes. */
    private String digest(FileChannel content, SegmentStore store, int segment) {
        var sha256 = Digest.sha256();
        long at = store.manifest().segmentOffsetBytes(segment);
        long end = at + store.manifest().segmentLengthBytes(segment);
        try {
            while (at < end) {
                int count = content.read(buffer.clear().limit(blocks(end - at)), at);
                if (count <= 0) {
                    return "";
                }
                sha256.update(buffer.flip().limit((int) Math.min(count, end - at)));
                at += count;
            }
            return Digest.finish(sha256).toString();
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** Whole blocks, as reads past the cache want them. */
    private int blocks(long bytes) {
        long whole = (bytes + alignmentBytes - 1) / alignmentBytes * alignmentBytes;
        int most = buffer.capacity() / alignmentBytes * alignmentBytes;
        return (int) Math.min(most, whole);
    }
}
