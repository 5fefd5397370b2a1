package dev.patchwave.trust.tuf;

/** What one metadata file says. */
sealed interface Role permits Root, Timestamp, Snapshot, Targets {
    Header header();
}
