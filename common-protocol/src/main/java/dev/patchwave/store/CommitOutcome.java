package dev.patchwave.store;

import dev.patchwave.release.Digest;

/** What became of a written segment. */
public sealed interface CommitOutcome {
    /** Verified, durable and owned: it may be announced. */
    record Stored() implements CommitOutcome {}

    /** Its bytes are not those of the manifest: whoever sent them is to blame. The segment may be claimed again. */
    record Corrupt(Digest actual) implements CommitOutcome {}

    /** It came by another way in the meantime; nothing was changed. */
    record AlreadyOwned() implements CommitOutcome {}
}
