package dev.patchwave.client.core;

import java.time.Duration;

/** What became of a report that was sent to the source. */
public sealed interface Receipt {
    /** The source has it, or will never take it: either way it need not be sent again. */
    record Taken() implements Receipt {}

    /** Nobody answered, or not in a way that helps. */
    record Lost() implements Receipt {}

    /** Somebody on the way has too much to do: no failure of anybody, later is soon enough. */
    record Shed(Duration retryAfter) implements Receipt {}
}
