package dev.patchwave.http;

import java.time.Duration;

/** How one push of bytes to another program ended. */
public sealed interface PushOutcome {
    /** 201: it took them. */
    record Stored(long bytes) implements PushOutcome {}

    /** 200 or 204: it had them already. */
    record AlreadyThere() implements PushOutcome {}

    /**
     * Any other answer, e.g. 404 unknown release, 422 not what the manifest says.
     *
     * @param detail of the problem+json body
     */
    record Refused(int status, String detail) implements PushOutcome {}

    /** 503: later. */
    record Busy(Duration retryAfter) implements PushOutcome {}

    /** 507: its disk is full. */
    record DiskFull(String detail) implements PushOutcome {}

    /** No connection, a broken or silent one, no HTTP. */
    record Unreachable(String reason) implements PushOutcome {}

    /** {@link Push#cancel} came first. */
    record Cancelled() implements PushOutcome {}
}
