package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The segments of a patch one after the other, each with the root of its hash tree, read and digested ahead of the caller by threads of its own.
 *
 * <p>Only the digest of the whole must go byte by byte: that is left to the caller. So are the digests of as many segments as give it as much to do as each
 * of the other cores has: it makes them at little cost beside that of the whole, see {@link dev.patchwave.release.TwoDigests}. The window of segments in
 * memory is bounded, by bytes and by number. One thread calls.
 */
final class CutSegments implements AutoCloseable {
    private static final int WINDOW_BYTES = 32 << 20;
    private static final int MIN_WINDOW_SEGMENTS = 3;
    private static final int MAX_WINDOW_SEGMENTS = 16;
    private static final int MAX_THREADS = 4;

    /** Of two cores, each fourth segment's: the caller has three passes over the bytes to share with reading them. */
    private static final int ONE_OF = 4;

    private final long lengthBytes;
    private final Reading patch;
    private final int digestOneOf;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();
    private final ArrayDeque<Future<Cut>> ahead = new ArrayDeque<>();
    private final ExecutorService threads;
    private long atBytes;
    private int segments;

    /** Fills the buffer with the bytes from {@code at} on. Called by any thread. */
    @FunctionalInterface
    interface Reading {
        void read(long at, ByteBuffer into) throws IOException;
    }

    /**
     * One segment.
     *
     * @param bytes what remains; they stay until it is given back by {@link #done}
     * @param digest empty when it is the caller's to make
     */
    record Cut(ByteBuffer bytes, Optional<Digest> digest, Digest root) {}

    /** Of {@code lengthBytes} in all, 1 or more. */
    CutSegments(int segmentSizeBytes, long lengthBytes, Reading patch) {
        this.lengthBytes = lengthBytes;
        this.patch = patch;
        int longestBytes = (int) Math.min(segmentSizeBytes, lengthBytes);
        int window = Math.clamp(WINDOW_BYTES / longestBytes, MIN_WINDOW_SEGMENTS, MAX_WINDOW_SEGMENTS);
        for (int i = 0; i < window; i++) {
            free.add(ByteBuffer.allocate(longestBytes));
        }
        int cores = Runtime.getRuntime().availableProcessors();
        digestOneOf = cores == 1 ? Integer.MAX_VALUE : cores == 2 ? ONE_OF : 1;
        threads = Executors.newFixedThreadPool(
                Math.clamp(cores, 1, MAX_THREADS),
                task -> Thread.ofPlatform().daemon().name("digest").unstarted(task));
    }

    /** The next segment, while there is one, to be given back by {@link #done}; waits for it. @throws IOException of the reading */
    Cut next() throws IOException, InterruptedException {
        while (atBytes < lengthBytes && !free.isEmpty()) {
            readAhead(free.remove().clear(), segments++ % digestOneOf == digestOneOf - 1);
        }
        try {
            return ahead.remove().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException unreadable) {
                throw unreadable;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Its bytes are not needed any more. */
    void done(Cut segment) {
        free.add(segment.bytes());
    }

    private void readAhead(ByteBuffer empty, boolean digested) {
        long at = atBytes;
        var segment = empty.limit((int) Math.min(empty.capacity(), lengthBytes - at));
        atBytes += segment.limit();
        ahead.add(threads.submit(() -> {
            patch.read(at, segment);
            segment.flip();
            return digested ? digested(segment) : new Cut(segment, Optional.empty(), root(segment));
        }));
    }

    private static Digest root(ByteBuffer segment) {
        return ChunkTree.of(segment.duplicate()).root();
    }

    private static Cut digested(ByteBuffer segment) {
        var digest = Digest.sha256();
        var tree = ChunkTree.of(segment.duplicate(), digest);
        return new Cut(segment, Optional.of(Digest.finish(digest)), tree.root());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
