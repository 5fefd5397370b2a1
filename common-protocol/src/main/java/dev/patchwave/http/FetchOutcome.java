package dev.patchwave.http;

import dev.patchwave.swarm.Holder;
import java.time.Duration;
import java.util.List;

/** How one fetch of a segment ended. */
public sealed interface FetchOutcome {
    /**
     * The segment is verified and on disk.
     *
     * @param bytes of payload this fetch brought
     * @param already another fetch had stored it first
     */
    record Stored(long bytes, boolean already) implements FetchOutcome {}

    /** The holder sent something that is not the segment, or no HTTP at all: ban it. */
    record Corrupt(String reason) implements FetchOutcome {}

    /**
     * The holder is congested.
     *
     * @param alternates who else may have it, as the holder says; untrusted, at most 8
     */
    record Busy(Duration retryAfter, List<Holder> alternates) implements FetchOutcome {
        public Busy {
            alternates = List.copyOf(alternates);
        }
    }

    /** The holder wants another token than the one that was shown, or one at all (RFC 6750 3.1). */
    record Unauthorized(String reason) implements FetchOutcome {}

    /** The holder does not have it, or does not know the release. */
    record Missing() implements FetchOutcome {}

    /** The holder sends, but below the floor, or fell silent. */
    record Slow(String reason) implements FetchOutcome {}

    /** No connection, a broken one, or an answer that is an error of the holder's. */
    record Unreachable(String reason) implements FetchOutcome {}

    /** {@link Fetch#cancel} came first. */
    record Cancelled() implements FetchOutcome {}

    /** Another fetch or push here is writing the segment now: the holder was not asked. */
    record BeingWritten() implements FetchOutcome {}

    /** Our own disk refused the bytes; {@code passing}: it is full, read-only or busy, and waiting helps. */
    record DiskFailed(String reason, boolean passing) implements FetchOutcome {}
}
