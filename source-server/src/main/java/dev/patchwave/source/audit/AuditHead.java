package dev.patchwave.source.audit;

import dev.patchwave.release.Digest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The end of the chain: what the next line has to say of the line before it. Whoever changes, adds or takes away a line in the middle has to
 * change every line after it, and so the head, which an operator may have written down elsewhere. Pure.
 *
 * @param seq of the last line, 0 when there is none
 * @param hash of the last line
 */
record AuditHead(long seq, String hash) {
    static final AuditHead NONE = new AuditHead(0, "0".repeat(64));

    /** The line that comes next. */
    AuditLine next(Instant now, AuditEntry entry, AuditOutcome outcome, String reason) {
        return new AuditLine(
                seq + 1,
                now.truncatedTo(ChronoUnit.MILLIS).toString(),
                entry.who(),
                entry.from(),
                entry.command(),
                outcome.word(),
                AuditEntry.cutText(reason),
                hash);
    }

    /** The head once this line is the last. */
    AuditHead after(byte[] line) {
        return new AuditHead(seq + 1, Digest.of(line).toString());
    }

    /** Why this line cannot be the next; empty when it can. */
    Optional<String> objectionTo(AuditLine line) {
        if (line.seq() != seq + 1) {
            return Optional.of("has seq " + line.seq() + ", expected " + (seq + 1));
        }
        return line.prev().equals(hash)
                ? Optional.empty()
                : Optional.of("does not follow the line before it: prev is " + line.prev() + ", expected " + hash);
    }
}
