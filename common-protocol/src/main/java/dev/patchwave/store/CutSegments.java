package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Digests the segments of a patch on threads of its own, while the caller reads on: each segment's digest and the root of its hash tree.
 *
 * <p>A patch is digested three times, and only the digest of the whole must go byte by byte; so two cores need half the time of one.
 * The window of segments in memory is bounded, by bytes and by number. One thread calls.
 */
final class CutSegments implements AutoCloseable {
    private static final int WINDOW_BYTES = 32 << 20;
    private static final int MIN_WINDOW_SEGMENTS = 3;
    private static final int MAX_WINDOW_SEGMENTS = 16;
    private static final int MAX_THREADS = 4;

    private final BlockingQueue<ByteBuffer> free;
    private final ExecutorService threads;
    private final List<CompletableFuture<Digest>> digests = new ArrayList<>();
    private final List<CompletableFuture<Digest>> roots = new ArrayList<>();

    CutSegments(int segmentSizeBytes) {
        int window = Math.clamp(WINDOW_BYTES / segmentSizeBytes, MIN_WINDOW_SEGMENTS, MAX_WINDOW_SEGMENTS);
        free = new ArrayBlockingQueue<>(window);
        for (int i = 0; i < window; i++) {
            free.add(ByteBuffer.allocate(segmentSizeBytes));
        }
        int cores = Runtime.getRuntime().availableProcessors();
        threads = Executors.newFixedThreadPool(
                Math.clamp(cores, 1, MAX_THREADS),
                task -> Thread.ofPlatform().daemon().name("digest").unstarted(task));
    }

    /** An empty buffer for the next segment; waits until one is free. */
    ByteBuffer next() throws InterruptedException {
        return free.take().clear();
    }

    /** Digests what remains in {@code segment}, which was got by {@link #next} and must not be changed any more. */
    void add(ByteBuffer segment, Runnable alsoHere) {
        var digest = CompletableFuture.supplyAsync(() -> Digest.of(segment.duplicate()), threads);
        var root = CompletableFuture.supplyAsync(
                () -> ChunkTree.of(segment.duplicate()).root(), threads);
        digests.add(digest);
        roots.add(root);
        alsoHere.run();
        var unused = CompletableFuture.allOf(digest, root).whenComplete((done, fault) -> free.add(segment));
    }

    /** All of them, in order; waits for the last. */
    List<Digest> digests() {
        return digests.stream().map(CompletableFuture::join).toList();
    }

    /** Likewise. */
    List<Digest> roots() {
        return roots.stream().map(CompletableFuture::join).toList();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
