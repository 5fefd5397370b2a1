package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Verifies the bytes of one segment as they come, each once: against the leaves of its hash tree where they are known, else against the
 * digest of the whole, making the leaves on the way.
 *
 * <p>Not thread-safe.
 */
final class SegmentCheck {
    private final int lengthBytes;
    private final MessageDigest chunk = Digest.sha256();
    private final byte[] made;
    private MessageDigest whole = Digest.sha256();
    private Optional<ChunkTree> tree = Optional.empty();
    private int seenBytes;

    SegmentCheck(int lengthBytes) {
        this.lengthBytes = lengthBytes;
        this.made = new byte[ChunkTree.leavesBytes(lengthBytes)];
        ChunkTree.begin(chunk);
    }

    /** From now on the leaves decide, going on behind what is verified already. */
    void by(ChunkTree leaves, int verifiedBytes) {
        tree = Optional.of(leaves);
        whole = null;
        goBackTo(verifiedBytes);
    }

    Optional<ChunkTree> tree() {
        return tree;
    }

    /** Where the chunk ends in which the next byte is. */
    int chunkEndBytes() {
        return Math.min(lengthBytes, (seenBytes / ChunkTree.CHUNK_BYTES + 1) * ChunkTree.CHUNK_BYTES);
    }

    /** Takes bytes that do not pass the chunk's end. False when they end a chunk that is wrong: {@link #goBackTo} its start. */
    boolean take(ByteBuffer bytes) {
        int end = chunkEndBytes();
        int at = seenBytes / ChunkTree.CHUNK_BYTES;
        seenBytes += bytes.remaining();
        if (whole != null) {
            whole.update(bytes.duplicate());
        }
        chunk.update(bytes);
        return seenBytes < end || endChunk(at);
    }

    /** Forgets what came after the end of a chunk. */
    void goBackTo(int endOfChunkBytes) {
        seenBytes = endOfChunkBytes;
        ChunkTree.begin(chunk);
    }

    /** Without leaves: the digest of all that came. Once. */
    Digest finish() {
        return Digest.finish(whole);
    }

    /** Without leaves: those of all that came. */
    ChunkTree made() {
        return ChunkTree.ofLeaves(lengthBytes, made);
    }

    private boolean endChunk(int at) {
        byte[] leaf = chunk.digest();
        ChunkTree.begin(chunk);
        System.arraycopy(leaf, 0, made, at * Digest.LENGTH_BYTES, Digest.LENGTH_BYTES);
        return tree.map(leaves -> leaves.isLeaf(at, leaf)).orElse(true);
    }
}
