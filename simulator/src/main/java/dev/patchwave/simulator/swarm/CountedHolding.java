package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.HolderKind;

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
    public Claim claim(int segment, HolderKind from) {
        return Claim.GRANTED; // The cores see to it that only one brings it.
    }

    @Override
    public Chunk read(int segment, int chunk) {
        return Chunk.COUNTED;
    }

    @Override
    public Taken add(int segment, int chunk, Chunk came, boolean spoilt) {
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
    public Kept own(int segment) {
        owned = owned.with(segment);
        return Kept.DURABLE;
    }

    @Override
    public void obtain(int segment) {
        for (int chunk = verifiedChunks(segment); chunk < shape.chunks(segment); chunk++) {
            add(segment, chunk, Chunk.COUNTED, false);
        }
        own(segment);
    }

    @Override
    public void stopped(int segment) {}

    @Override
    public void killed() {}

    @Override
    public boolean restart() {
        return true;
    }
}
