package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;

/** Numbers instead of bytes, on a disk that keeps everything at once, also in a crash. */
final class CountedHolding implements Holding {
    private final PatchShape shape;
    private final short[] verifiedChunks;
    private Bitfield owned;
    private long verifiedBytes;

    CountedHolding(PatchShape shape, Bitfield owned) {
        this.shape = shape;
        this.verifiedChunks = new short[shape.segments()];
        this.owned = owned;
        owned.stream().forEach(segment -> {
            verifiedChunks[segment] = (short) shape.chunks(segment);
            verifiedBytes += shape.segmentLengthBytes(segment);
        });
    }

    @Override
    public PatchShape shape() {
        return shape;
    }

    @Override
    public Bitfield owned() {
        return owned;
    }

    @Override
    public long verifiedBytes() {
        return verifiedBytes;
    }

    @Override
    public int verifiedChunks(int segment) {
        return verifiedChunks[segment];
    }

    @Override
    public Taken add(int segment, int chunk, Holding from, boolean spoilt) {
        if (spoilt) {
            return Taken.CORRUPT;
        }
        if (chunk < verifiedChunks[segment]) {
            return Taken.KNOWN;
        }
        if (chunk > verifiedChunks[segment]) {
            throw new IllegalStateException("chunk " + chunk + " of segment " + segment + " after "
                    + verifiedChunks[segment] + ": chunks come in order");
        }
        verifiedChunks[segment]++;
        verifiedBytes += shape.chunkLengthBytes(segment, chunk);
        return Taken.NEW;
    }

    @Override
    public boolean isWhole(int segment) {
        return verifiedChunks[segment] == shape.chunks(segment);
    }

    @Override
    public boolean own(int segment) {
        owned = owned.with(segment);
        return true;
    }

    @Override
    public void stopped(int segment) {}

    @Override
    public void restart() {}
}
