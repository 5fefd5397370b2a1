package dev.patchwave.release;

import java.time.Instant;
import java.util.List;

/**
 * The description of one release: how long its patch is, how it is cut into segments, and the digest of each.
 *
 * <p>The only place that does segment arithmetic. A manifest is immutable for ever: a changed patch is a new release.
 *
 * @param release the release's name
 * @param sequence 1 or more, rising with each release of a product; a client never goes back (no rollback)
 * @param lengthBytes length of the patch, 1 to 1 TiB
 * @param segmentSizeBytes length of every segment but the last, 64 KiB to 16 MiB; 1 MiB by default (TR 22.906 5.3)
 * @param digest SHA-256 of the whole patch
 * @param segmentDigests SHA-256 of each segment, in order; exactly {@link #segmentCount()} of them
 * @param treeRoots root of each segment's hash tree, see {@link ChunkTree}; as many
 * @param published when the publisher signed it, by the publisher's clock
 */
public record Manifest(
        ReleaseId release,
        long sequence,
        long lengthBytes,
        int segmentSizeBytes,
        Digest digest,
        List<Digest> segmentDigests,
        List<Digest> treeRoots,
        Instant published) {
    public static final int DEFAULT_SEGMENT_SIZE_BYTES = 1 << 20;
    public static final int MIN_SEGMENT_SIZE_BYTES = 64 << 10;
    public static final int MAX_SEGMENT_SIZE_BYTES = 16 << 20;
    public static final long MAX_LENGTH_BYTES = 1L << 40;
    public static final int MAX_SEGMENTS = 1 << 20;

    public Manifest {
        segmentDigests = List.copyOf(segmentDigests);
        treeRoots = List.copyOf(treeRoots);
        require(sequence >= 1, "sequence " + sequence + ": must be 1 or more");
        require(
                lengthBytes >= 1 && lengthBytes <= MAX_LENGTH_BYTES,
                "length " + lengthBytes + " bytes: must be 1 to " + MAX_LENGTH_BYTES);
        require(
                segmentSizeBytes >= MIN_SEGMENT_SIZE_BYTES && segmentSizeBytes <= MAX_SEGMENT_SIZE_BYTES,
                "segment size " + segmentSizeBytes + " bytes: must be " + MIN_SEGMENT_SIZE_BYTES + " to "
                        + MAX_SEGMENT_SIZE_BYTES);
        long segments = segmentsOf(lengthBytes, segmentSizeBytes);
        require(segments <= MAX_SEGMENTS, segments + " segments: at most " + MAX_SEGMENTS + ", take larger segments");
        require(
                segmentDigests.size() == segments,
                segmentDigests.size() + " segment digests for a patch of " + segments + " segments");
        require(
                treeRoots.size() == segments,
                treeRoots.size() + " roots of hash trees for a patch of " + segments + " segments");
    }

    public int segmentCount() {
        return segmentDigests.size();
    }

    /** Where a segment starts in the patch. */
    public long segmentOffsetBytes(int segment) {
        return (long) checked(segment) * segmentSizeBytes;
    }

    /** {@link #segmentSizeBytes()}, or less for the last segment. */
    public int segmentLengthBytes(int segment) {
        return (int) Math.min(segmentSizeBytes, lengthBytes - segmentOffsetBytes(segment));
    }

    public Digest segmentDigest(int segment) {
        return segmentDigests.get(checked(segment));
    }

    /** What the leaves of a segment's hash tree must come to. */
    public Digest treeRoot(int segment) {
        return treeRoots.get(checked(segment));
    }

    /** The same release in another place of its product's sequence. */
    public Manifest withSequence(long other) {
        return new Manifest(
                release, other, lengthBytes, segmentSizeBytes, digest, segmentDigests, treeRoots, published);
    }

    /** How many segments of {@code segmentSizeBytes} a patch of {@code lengthBytes} is cut into. */
    public static long segmentsOf(long lengthBytes, int segmentSizeBytes) {
        return (lengthBytes + segmentSizeBytes - 1) / segmentSizeBytes;
    }

    private int checked(int segment) {
        if (segment < 0 || segment >= segmentCount()) {
            throw new IndexOutOfBoundsException("segment " + segment + " of " + segmentCount());
        }
        return segment;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
