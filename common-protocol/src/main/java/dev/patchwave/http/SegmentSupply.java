package dev.patchwave.http;

import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.Watch;

/** A part of a segment that is still on its way to us: as much of it can be sent as its writer has verified. */
record SegmentSupply(SegmentStore held, int segment, long firstByte, long lengthBytes) implements FileSlice.Supply {
    @Override
    public long readyBytes() {
        return Math.clamp(held.verifiedBytes(segment) - firstByte, 0, lengthBytes);
    }

    @Override
    public boolean isFed() {
        return held.isBeingWritten(segment);
    }

    @Override
    public Watch watch(Runnable changed) {
        return held.watch(segment, changed);
    }
}
