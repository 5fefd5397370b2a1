package dev.patchwave.http;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.store.SegmentStore;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Answers one request for a segment: when it is owned, or when it is on its way to us and the leaves of its hash tree are known, so that
 * its chunks can be passed on as they come (cut-through). A writer that may still learn them is waited for, a moment.
 */
record SegmentPayload(SegmentStore held, int segment, Admission admission, ServedListener listener) {
    private static final String BINARY = "application/octet-stream";
    private static final long LEAVES_PATIENCE_MILLIS = 1000;

    CompletionStage<Response> answer(Request request) {
        if (held.owned().contains(segment)) {
            return Route.done(serve(request));
        }
        if (request.method().equals("HEAD") || nothingComes()) {
            return Route.done(notHere());
        }
        if (canPassOn()) {
            return Route.done(serve(request));
        }
        return awaitLeaves().thenApply(come -> come ? serve(request) : notHere());
    }

    private boolean nothingComes() {
        return !held.isBeingWritten(segment) && held.verifiedBytes(segment) == 0;
    }

    private boolean canPassOn() {
        return held.owned().contains(segment)
                || (held.isBeingWritten(segment) && held.chunks(segment).isPresent());
    }

    private CompletableFuture<Boolean> awaitLeaves() {
        var come = new CompletableFuture<Boolean>();
        var watch = held.watch(segment, () -> {
            if (canPassOn()) {
                come.complete(true);
            }
        });
        if (canPassOn()) {
            come.complete(true);
        }
        var over = come.completeOnTimeout(false, LEAVES_PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        return over.whenComplete((done, fault) -> watch.close());
    }

    private Response serve(Request request) {
        var manifest = held.manifest();
        var chunks = held.chunks(segment);
        var what = new Representation(
                manifest.segmentOffsetBytes(segment),
                manifest.segmentLengthBytes(segment),
                manifest.segmentDigest(segment),
                BINARY,
                chunks.map(ChunkTree::toBase64));
        return new Payload(held, OptionalInt.of(segment), what, admission, listener).answer(request);
    }

    private static Response notHere() {
        return Problem.response(404, "this segment is not here");
    }
}
