package dev.patchwave.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Answers the requests of one method and path pattern.
 *
 * <p>Called on a worker thread, so it may do a durable write, but not wait for another machine: return a stage that is
 * completed later instead, from any thread. A route that throws, or whose stage fails, is answered 500 and logged once.
 */
@FunctionalInterface
public interface Route {
    CompletionStage<Response> answer(Request request);

    /** For a route that knows its answer at once. */
    static CompletionStage<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }
}
