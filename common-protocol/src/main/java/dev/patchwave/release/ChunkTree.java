package dev.patchwave.release;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * The leaves of one segment's hash tree: a SHA-256 for each of its chunks of 64 KiB, of which the last may be shorter.
 *
 * <p>A Merkle tree as in RFC 9162 2.1.1: a leaf is SHA-256(0x00 || chunk), a node SHA-256(0x01 || left || right), the left subtree the
 * largest full one. The manifest signs the root, so leaves from anywhere prove themselves, and each chunk then by its leaf alone.
 * Immutable; not believed before {@link #root} was compared.
 */
public final class ChunkTree {
    /** Length of every chunk of a segment but the last. */
    public static final int CHUNK_BYTES = 64 << 10;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final byte[] leaves;

    private ChunkTree(byte[] leaves) {
        this.leaves = leaves;
    }

    /** How many chunks {@code lengthBytes} of a segment have. */
    public static int chunksOf(int lengthBytes) {
        return (lengthBytes + CHUNK_BYTES - 1) / CHUNK_BYTES;
    }

    /** Length of all leaves of a segment of {@code lengthBytes}. */
    public static int leavesBytes(int lengthBytes) {
        return chunksOf(lengthBytes) * Digest.LENGTH_BYTES;
    }

    /** Digests what remains in {@code segment}, which is in an array and is consumed; two chunks at a time, see {@link TwoDigests}. */
    public static ChunkTree of(ByteBuffer segment) {
        byte[] leaves = new byte[leavesBytes(segment.remaining())];
        var leaf = Digest.sha256();
        var next = Digest.sha256();
        int start = segment.arrayOffset() + segment.position();
        int end = start + segment.remaining();
        for (int at = 0; at < leaves.length; at += 2 * Digest.LENGTH_BYTES) {
            int middle = Math.min(end, start + CHUNK_BYTES);
            int last = Math.min(end, middle + CHUNK_BYTES);
            int ahead = begin(leaf, segment.array(), start, middle);
            int aheadOfNext = begin(next, segment.array(), middle, last);
            TwoDigests.update(leaf, ahead, middle, next, aheadOfNext, last, segment.array());
            finish(leaf, leaves, at);
            if (middle < last) {
                finish(next, leaves, at + Digest.LENGTH_BYTES);
            }
            start = last;
        }
        segment.position(segment.limit());
        return new ChunkTree(leaves);
    }

    /** The same; {@code whole} takes the bytes too. */
    public static ChunkTree of(ByteBuffer segment, MessageDigest whole) {
        byte[] leaves = new byte[leavesBytes(segment.remaining())];
        var leaf = Digest.sha256();
        int start = segment.arrayOffset() + segment.position();
        int end = start + segment.remaining();
        for (int at = 0; at < leaves.length; at += Digest.LENGTH_BYTES) {
            int last = Math.min(end, start + CHUNK_BYTES);
            int ahead = begin(leaf, segment.array(), start, last);
            TwoDigests.update(leaf, ahead, last, whole, start, last, segment.array());
            finish(leaf, leaves, at);
            start = last;
        }
        segment.position(segment.limit());
        return new ChunkTree(leaves);
    }

    /** Starts a leaf with its first block, which is one byte short of the chunk's; where the chunk goes on. */
    private static int begin(MessageDigest leaf, byte[] bytes, int start, int end) {
        int ahead = Math.min(TwoDigests.BLOCK_BYTES - 1, end - start);
        begin(leaf);
        leaf.update(bytes, start, ahead);
        return start + ahead;
    }

    /**
     * The leaves of a segment of {@code lengthBytes}, one after the other.
     *
     * @throws IllegalArgumentException when there are more or fewer
     */
    public static ChunkTree ofLeaves(int lengthBytes, byte[] leaves) {
        if (leaves.length != leavesBytes(lengthBytes)) {
            throw new IllegalArgumentException("the leaves of " + lengthBytes + " bytes have "
                    + leavesBytes(lengthBytes) + " bytes, not " + leaves.length);
        }
        return new ChunkTree(leaves.clone());
    }

    /** Reads the wire form, see {@link #ofLeaves}. @throws IllegalArgumentException also when it is no base64 */
    public static ChunkTree fromBase64(int lengthBytes, String base64) {
        return ofLeaves(lengthBytes, Base64.getDecoder().decode(base64));
    }

    /** Starts the leaf of a chunk, whose bytes are to follow. */
    public static void begin(MessageDigest sha256) {
        sha256.reset();
        sha256.update(LEAF);
    }

    public String toBase64() {
        return Base64.getEncoder().encodeToString(leaves);
    }

    /** The leaves, one after the other; a copy. */
    public byte[] leaves() {
        return leaves.clone();
    }

    public int chunkCount() {
        return leaves.length / Digest.LENGTH_BYTES;
    }

    /** Whether this is the leaf of that chunk: 32 bytes, as a digest that was begun by {@link #begin} ends. */
    public boolean isLeaf(int chunk, byte[] leaf) {
        int at = chunk * Digest.LENGTH_BYTES;
        return Arrays.equals(leaves, at, at + Digest.LENGTH_BYTES, leaf, 0, leaf.length);
    }

    /** The head of the tree, which the manifest names. */
    public Digest root() {
        return Digest.ofBytes(head(Digest.sha256(), 0, chunkCount()));
    }

    /** The hash over {@code count} leaves; as deep as 8 for the largest segment. */
    private byte[] head(MessageDigest sha256, int first, int count) {
        if (count == 1) {
            int at = first * Digest.LENGTH_BYTES;
            return Arrays.copyOfRange(leaves, at, at + Digest.LENGTH_BYTES);
        }
        int left = Integer.highestOneBit(count - 1);
        byte[] leftHead = head(sha256, first, left);
        byte[] rightHead = head(sha256, first + left, count - left);
        sha256.update(NODE);
        sha256.update(leftHead);
        return sha256.digest(rightHead);
    }

    private static void finish(MessageDigest sha256, byte[] leaves, int at) {
        try {
            sha256.digest(leaves, at, Digest.LENGTH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("a SHA-256 does not fit into 32 bytes", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChunkTree tree && Arrays.equals(leaves, tree.leaves);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(leaves);
    }

    @Override
    public String toString() {
        return chunkCount() + " chunks of root " + root();
    }
}
