package dev.patchwave.simulator.swarm;

/**
 * How a patch is cut: into segments, which are planned, and those into chunks, which are sent and verified.
 *
 * @param lengthBytes 1 or more
 * @param segmentBytes of every segment but the last
 * @param chunkBytes of every chunk but a segment's last, at most {@code segmentBytes}
 */
public record PatchShape(long lengthBytes, int segmentBytes, int chunkBytes) {
    public PatchShape {
        if (lengthBytes < 1 || segmentBytes < 1 || chunkBytes < 1 || chunkBytes > segmentBytes) {
            throw new IllegalArgumentException("patch of " + lengthBytes + " bytes, segments of " + segmentBytes
                    + ", chunks of " + chunkBytes + ": must be positive, a chunk at most a segment");
        }
    }

    public int segments() {
        return (int) ((lengthBytes + segmentBytes - 1) / segmentBytes);
    }

    int segmentLengthBytes(int segment) {
        return (int) Math.min(segmentBytes, lengthBytes - (long) segment * segmentBytes);
    }

    int chunks(int segment) {
        return (segmentLengthBytes(segment) + chunkBytes - 1) / chunkBytes;
    }

    int chunkLengthBytes(int segment, int chunk) {
        return Math.min(chunkBytes, segmentLengthBytes(segment) - chunk * chunkBytes);
    }

    /** Bytes of the chunks from {@code firstChunk} to the segment's end. */
    int restBytes(int segment, int firstChunk) {
        return segmentLengthBytes(segment) - firstChunk * chunkBytes;
    }
}
