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

    /** Of SHA-256. */
    private static final int BLOCK_BYTES = 64;

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

    /** Digests what remains in {@code segment}, which is consumed. */
    public static ChunkTree of(ByteBuffer segment) {
        byte[] leaves = new byte[leavesBytes(segment.remaining())];
        var sha256 = Digest.sha256();
        int end = segment.limit();
        for (int at = 0; at < leaves.length; at += Digest.LENGTH_BYTES) {
            begin(sha256);
            sha256.update(segment.limit(Math.min(end, segment.position() + CHUNK_BYTES)));
            finish(sha256, leaves, at);
            segment.limit(end);
        }
        return new ChunkTree(leaves);
    }

    /**
     * The same of a segment in an array, whose bytes {@code whole} takes too, a block each in turn.
     *
     * <p>Each round of a SHA-256 waits for the one before, and leaves most of the core idle meanwhile. In turns this short the core does one digest's block
     * while it waits for the other's: both take half as long again as one.
     */
    public static ChunkTree of(ByteBuffer segment, MessageDigest whole) {
        byte[] bytes = segment.array();
        byte[] leaves = new byte[leavesBytes(segment.remaining())];
        var leaf = Digest.sha256();
        int start = segment.arrayOffset() + segment.position();
        int end = start + segment.remaining();
        for (int at = 0; at < leaves.length; at += Digest.LENGTH_BYTES) {
            begin(leaf);
            int chunkEnd = Math.min(end, start + CHUNK_BYTES);
            inTurns(leaf, whole, bytes, start, chunkEnd);
            finish(leaf, leaves, at);
            start = chunkEnd;
        }
        segment.position(segment.limit());
        return new ChunkTree(leaves);
    }

    private static void inTurns(MessageDigest leaf, MessageDigest whole, byte[] bytes, int start, int end) {
        int ahead = Math.min(BLOCK_BYTES - 1, end - start); // With the byte that begins a leaf that is its first block.
        leaf.update(bytes, start, ahead);
        for (int at = start; at < end; at += BLOCK_BYTES) {
            whole.update(bytes, at, Math.min(BLOCK_BYTES, end - at));
            int next = Math.min(end, at + ahead);
            leaf.update(bytes, next, Math.min(BLOCK_BYTES, end - next));
        }
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
