package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;

/** What one program has on its disk: of each segment the chunks from the first on that are verified. */
interface Holding {
    /** What became of a chunk that came in. */
    enum Taken {
        /** Verified, and new. */
        NEW,
        /** It was there already. */
        KNOWN,
        /** Not what the manifest says. */
        CORRUPT,
        /** The disk failed. */
        LOST
    }

    PatchShape shape();

    /** The segments that are whole and durable. */
    Bitfield owned();

    long verifiedBytes();

    int verifiedChunks(int segment);

    /** Takes the next chunk of a segment as {@code from} has it; {@code spoilt}: with other bytes. */
    Taken add(int segment, int chunk, Holding from, boolean spoilt);

    boolean isWhole(int segment);

    /** Makes a whole segment durable. False when the disk failed. */
    boolean own(int segment);

    /** Takes the rest of a segment from outside the simulation. */
    default void obtain(int segment) {
        for (int chunk = verifiedChunks(segment); chunk < shape().chunks(segment); chunk++) {
            add(segment, chunk, this, false);
        }
        own(segment);
    }

    /** Whoever sent the segment stopped before it was whole. */
    void stopped(int segment);

    /** The program begins again with what its disk kept. */
    void restart();
}
