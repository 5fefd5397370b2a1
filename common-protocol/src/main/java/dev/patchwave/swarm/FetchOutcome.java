package dev.patchwave.swarm;

/** How a fetch of one segment from one holder ended. */
public sealed interface FetchOutcome {
    /** Verified and durable: owned from now on. */
    record Stored() implements FetchOutcome {}

    /** The holder shed the request. No failure. */
    record Busy(BusyAnswer answer) implements FetchOutcome {}

    /** The bytes were not what the manifest says. */
    record Corrupt() implements FetchOutcome {}

    /** No connection, or it broke. */
    record Unreachable() implements FetchOutcome {}

    /** Bytes came too slowly, or stopped. */
    record Stalled() implements FetchOutcome {}

    /** The holder is well but does not hold the segment. */
    record Missing() implements FetchOutcome {}
}
