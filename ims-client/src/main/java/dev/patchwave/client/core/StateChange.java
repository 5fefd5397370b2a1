package dev.patchwave.client.core;

import dev.patchwave.release.ReleaseId;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing about an upgrade that the source is told.
 *
 * @param campaign as the order named it
 * @param detail why, for {@link State#FAILED} and {@link State#DECLINED}; at most {@link #MAX_DETAIL_CHARACTERS} characters, never null
 */
public record StateChange(ReleaseId release, Optional<String> campaign, State state, String detail, Instant at) {
    /** Keeps a report within one MESSAGE (RFC 3428 8: 1300 bytes with all headers). */
    public static final int MAX_DETAIL_CHARACTERS = 200;

    /** The changes worth a message. */
    public enum State {
        STARTED,
        INSTALLED,
        FAILED,
        DECLINED
    }

    public StateChange {
        detail = detail.length() <= MAX_DETAIL_CHARACTERS ? detail : detail.substring(0, MAX_DETAIL_CHARACTERS);
    }
}
