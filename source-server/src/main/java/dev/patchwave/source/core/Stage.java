package dev.patchwave.source.core;

/** How far a campaign has come; only forwards, except that a user's new request takes a finished one back to the start. */
public enum Stage {
    /** Durable; waits for a second admin, and nobody is told before. */
    AWAITING_APPROVAL,
    /** Durable; caches are being filled, subscribers signalled. */
    ACCEPTED,
    /** Everybody reachable has been told. */
    SIGNALLED,
    /** Everybody reachable is done; whoever comes before the deadline is still told. */
    FINISHED,
    /** The deadline passed, or the release was withdrawn; nobody is told any more. */
    CLOSED
}
