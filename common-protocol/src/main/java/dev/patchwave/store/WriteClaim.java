package dev.patchwave.store;

/** Whether a segment may be written now. */
public sealed interface WriteClaim {
    /** Yes, by this writer and by nobody else until it is committed or closed. The caller owes one of the two. */
    record Granted(SegmentWriter writer) implements WriteClaim {}

    /** No: somebody else is writing it. */
    record BeingWritten() implements WriteClaim {}

    /** No: it is verified and on disk. */
    record AlreadyOwned() implements WriteClaim {}
}
