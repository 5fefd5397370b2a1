package dev.patchwave.http;

import java.util.concurrent.CompletableFuture;

/** A push under way. */
public interface Push {
    /** Completed once, never exceptionally, on an event loop or a worker thread: hand over to your own loop at once. */
    CompletableFuture<PushOutcome> outcome();

    /** Gives up: ends as {@link PushOutcome.Cancelled}, unless it has ended already. Any thread. */
    void cancel();
}
