package dev.patchwave.source.audit;

import java.util.Locale;

/** What a line of the log says of a command. */
public enum AuditOutcome {
    /** Its admin may give it; written before it has any effect, so that nothing happens that is not in the log. */
    TAKEN,
    /** It was carried out, or is from now on. */
    ACCEPTED,
    /** It waits for a second admin. */
    PENDING,
    /** It was not carried out. */
    REFUSED,
    /** So many refused ones were not written one by one. */
    COUNTED,
    /** What the source says of itself. */
    NOTED;

    /** The word in the file. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
