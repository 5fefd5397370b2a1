package dev.patchwave.http;

import java.util.concurrent.CompletableFuture;

/** A fetch under way. */
public interface Fetch {
    /** Completed once, never exceptionally, on an event loop or a worker thread: hand over to your own loop at once. */
    CompletableFuture<FetchOutcome> outcome();

    /** Gives up: ends as {@link FetchOutcome.Cancelled}, unless it has ended already. Any thread. */
    void cancel();
}
