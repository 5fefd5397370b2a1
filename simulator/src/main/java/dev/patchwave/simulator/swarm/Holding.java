package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;

/** What one program has on its disk: of each segment the chunks from the first on that are verified. Survives a crash. */
final class Holding {
    private final PatchShape shape;
    private final short[] verifiedChunks;
    private Bitfield owned;
    private long verifiedBytes;

    Holding(PatchShape shape, Bitfield owned) {
        this.shape = shape;
        this.verifiedChunks = new short[shape.segments()];
        this.owned = owned;
        owned.stream().forEach(segment -> {
            verifiedChunks[segment] = (short) shape.chunks(segment);
            verifiedBytes += shape.segmentLengthBytes(segment);
        });
    }

    PatchShape shape() {
        return shape;
    }

    /** The whole segments. */
    Bitfield owned() {
        return owned;
    }

    long verifiedBytes() {
        return verifiedBytes;
    }

    int verifiedChunks(int segment) {
        return verifiedChunks[segment];
    }

    /** False when it was there already. */
    boolean add(int segment, int chunk) {
        if (chunk < verifiedChunks[segment]) {
            return false;
        }
        if (chunk > verifiedChunks[segment]) {
            throw new IllegalStateException("chunk " + chunk + " of segment " + segment + " after "
                    + verifiedChunks[segment] + ": chunks come in order");
        }
        verifiedChunks[segment]++;
        verifiedBytes += shape.chunkLengthBytes(segment, chunk);
        return true;
    }

    boolean isWhole(int segment) {
        return verifiedChunks[segment] == shape.chunks(segment);
    }

    void own(int segment) {
        owned = owned.with(segment);
    }
}
