package dev.patchwave.store;

import dev.patchwave.release.ChunkTree;
import dev.patchwave.release.Digest;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;

/**
 * Writes one segment at its place, once: {@link #write} its bytes in order from {@link #offsetBytes()}, then {@link #commit}; or
 * {@link #close} to give up.
 *
 * <p>Where the leaves of the segment's hash tree are known, from an earlier writer or by {@link #know}, each chunk is verified as it
 * comes, and what is verified stays for the next writer. Without leaves the segment is verified as a whole, and giving up loses it.
 * While it is open nobody else writes the segment. One thread at a time; blocks on the disk; do not interrupt (Java closes the file
 * then, and this writer is lost). The store never holds more of a segment in memory than the buffer it is given.
 */
public final class SegmentWriter implements AutoCloseable {
    private final SegmentStore store;
    private final int segment;
    private final long startBytes;
    private final int lengthBytes;
    private final FileChannel channel;
    private final int syncEpoch;
    private final SegmentCheck check;
    private Optional<HolderKind> from;
    private int offsetBytes;
    private int verifiedBytes;
    private boolean finished;

    SegmentWriter(
            SegmentStore store,
            int segment,
            Optional<HolderKind> from,
            FileChannel channel,
            int syncEpoch,
            Arrivals.Start start) {
        this.store = store;
        this.segment = segment;
        this.startBytes = store.manifest().segmentOffsetBytes(segment);
        this.lengthBytes = store.manifest().segmentLengthBytes(segment);
        this.channel = channel;
        this.syncEpoch = syncEpoch;
        this.from = from;
        this.check = new SegmentCheck(lengthBytes);
        this.verifiedBytes = start.verifiedBytes();
        this.offsetBytes = verifiedBytes;
        start.tree().ifPresent(tree -> check.by(tree, verifiedBytes));
    }

    public int segment() {
        return segment;
    }

    /** Where the next byte belongs: what was verified before, and what was written since. */
    public int offsetBytes() {
        return offsetBytes;
    }

    public int remainingBytes() {
        return lengthBytes - offsetBytes;
    }

    /** How much of the segment is verified, chunk by chunk: that much is kept, and can be served, whatever happens next. */
    public int verifiedBytes() {
        return verifiedBytes;
    }

    /** Whether the leaves are known. */
    public boolean knowsChunks() {
        return check.tree().isPresent();
    }

    /**
     * Tells the leaves of the segment, before any byte is written.
     *
     * @return false when they do not come to the root that the manifest signs: whoever said so is to blame, and nothing was changed
     * @throws IllegalStateException when bytes were written without leaves
     */
    public boolean know(ChunkTree leaves) {
        if (knowsChunks()) {
            return leaves.equals(check.tree().get());
        }
        if (offsetBytes != 0) {
            throw new IllegalStateException("segment " + segment + " was begun without leaves");
        }
        if (!leaves.root().equals(store.manifest().treeRoot(segment))) {
            return false;
        }
        check.by(leaves, 0);
        store.learned(segment, leaves);
        return true;
    }

    /** The bytes that follow come from another kind of holder; the segment is counted for the last one. */
    public void continueFrom(HolderKind holder) {
        from = Optional.of(holder);
    }

    /**
     * Writes and consumes all of {@code bytes} (heap or direct), and counts them in the {@link TransferLedger}.
     *
     * @return false when they end a chunk that is not what its leaf says: whoever sent it is to blame, the chunk and what came behind
     *     it are forgotten, and {@link #offsetBytes()} is where the verified bytes end
     * @throws IllegalArgumentException when that is more than {@link #remainingBytes()}; nothing was written then
     * @throws StoreFull when the disk is full; the writer stays usable at {@link #offsetBytes()}
     * @throws IOException when the disk fails
     */
    public boolean write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > remainingBytes()) {
            throw new IllegalArgumentException(
                    "segment " + segment + " lacks " + remainingBytes() + " bytes and got " + bytes.remaining());
        }
        from.ifPresent(kind -> store.ledger().received(kind, bytes.remaining()));
        try {
            while (bytes.hasRemaining()) {
                var part = bytes.duplicate();
                part.limit(part.position() + Math.min(part.remaining(), check.chunkEndBytes() - offsetBytes));
                int count = channel.write(part, startBytes + offsetBytes);
                part = bytes.duplicate().limit(bytes.position() + count);
                bytes.position(part.limit());
                if (!verify(part)) {
                    bytes.position(bytes.limit());
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw DurableFiles.explain(store.directory(), e);
        }
    }

    /** Counts and consumes bytes that are verified already: a holder that knows no ranges sends them again. */
    public void skip(ByteBuffer bytes) {
        from.ifPresent(kind -> store.ledger().received(kind, bytes.remaining()));
        bytes.position(bytes.limit());
    }

    /**
     * Verifies what is not verified yet, and makes the segment durable; only then it is owned. Closes this writer, whatever comes of it.
     * Threads that commit at the same time share one sync.
     *
     * @throws IllegalStateException when {@link #remainingBytes()} is not 0, or the writer is closed
     * @throws IOException when the disk fails or the store was closed: the segment is not owned and can be claimed again
     */
    public CommitOutcome commit() throws IOException {
        if (finished || remainingBytes() != 0) {
            throw new IllegalStateException(
                    "segment " + segment + (finished ? " is closed" : " lacks " + remainingBytes() + " bytes"));
        }
        try (this) {
            var wrong = wrongDigest();
            return wrong.isPresent() ? new CommitOutcome.Corrupt(wrong.get()) : store.keep(List.of(written()));
        }
    }

    /** Whether all is written and right; consumes the running digest. For commits of many segments at once. */
    boolean isSound() {
        return remainingBytes() == 0 && wrongDigest().isEmpty();
    }

    SegmentStore.Written written() {
        return new SegmentStore.Written(new Journal.Entry(segment, from), syncEpoch);
    }

    /** Gives the segment up, unless it was committed. What is not verified is overwritten by the next writer. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            finished = true;
            try (channel) {
                store.release(segment);
            }
        }
    }

    private boolean verify(ByteBuffer written) {
        offsetBytes += written.remaining();
        boolean endsChunk = offsetBytes == check.chunkEndBytes();
        if (!check.take(written)) {
            offsetBytes = verifiedBytes;
            check.goBackTo(verifiedBytes);
            return false;
        }
        if (endsChunk && knowsChunks()) {
            verifiedBytes = offsetBytes;
            store.grew(segment, verifiedBytes);
        }
        return true;
    }

    /** What the whole is instead of what it should be; leaves that were made on the way are kept when it is right. */
    private Optional<Digest> wrongDigest() {
        if (knowsChunks()) {
            return Optional.empty(); // Each chunk was right.
        }
        var actual = check.finish();
        if (!actual.equals(store.manifest().segmentDigest(segment))) {
            return Optional.of(actual);
        }
        var made = check.made();
        if (made.root().equals(store.manifest().treeRoot(segment))) {
            store.learned(segment, made);
        }
        return Optional.empty();
    }
}
