package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.HolderKind;

/** What one program has on its disk: of each segment the chunks from the first on that are verified. */
interface Holding {
    /** Whether a segment may be written now. */
    enum Claim {
        /** Yes, until it is kept or {@link #stopped}. */
        GRANTED,
        /** No: it is there. */
        OWNED,
        /** No: somebody writes it. */
        BEING_WRITTEN,
        /** The disk failed. */
        LOST
    }

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

    /** What became of a segment of which every chunk came. */
    enum Kept {
        DURABLE,
        /** Not what the manifest says; only where its leaves were not known. */
        CORRUPT,
        /** The disk failed. */
        LOST
    }

    PatchShape shape();

    /** The segments that are whole and durable. */
    Bitfield owned();

    long verifiedBytes();

    int verifiedChunks(int segment);

    /** Asks to write a segment that comes from such a holder. */
    Claim claim(int segment, HolderKind from);

    /** A chunk that is verified, as it is read to be sent. */
    Chunk read(int segment, int chunk);

    /** Takes the next chunk of a segment that was claimed; {@code spoilt}: with other bytes. */
    Taken add(int segment, int chunk, Chunk came, boolean spoilt);

    boolean isWhole(int segment);

    /** Makes a whole segment durable. */
    Kept own(int segment);

    /** Takes the rest of a segment from outside the simulation. */
    void obtain(int segment);

    /** Whoever sent the segment stopped before it was whole. */
    void stopped(int segment);

    /** The program is gone, with all that was only in its memory. */
    void killed();

    /** The program begins again with what its disk kept; false when the disk fails. */
    boolean restart();
}
