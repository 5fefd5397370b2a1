package dev.patchwave.store;

/** What became of a compare-and-set. */
public sealed interface SwapOutcome {
    /** Done and durable; the row has this version now, 0 when it was deleted. */
    record Swapped(long version) implements SwapOutcome {}

    /** Not done: somebody else wrote the row, which has this version now, 0 for none. Read it and decide again. */
    record Conflict(long version) implements SwapOutcome {}
}
