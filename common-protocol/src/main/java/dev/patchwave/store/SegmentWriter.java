package dev.patchwave.store;

import dev.patchwave.release.Digest;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/**
 * Writes one segment at its place, once: {@link #write} its bytes in order, then {@link #commit}; or {@link #close} to give up.
 *
 * <p>While it is open nobody else writes the segment. When a fetch breaks, keep the writer and go on at {@link #offsetBytes()}
 * with another holder, by Range. One thread at a time; blocks on the disk; do not interrupt (Java closes the file then, and
 * this writer is lost). The store never holds more of a segment in memory than the buffer it is given.
 */
public final class SegmentWriter implements AutoCloseable {
    private final SegmentStore store;
    private final int segment;
    private final long startBytes;
    private final int lengthBytes;
    private final FileChannel channel;
    private final int syncEpoch;
    private final MessageDigest sha256 = Digest.sha256();
    private Optional<HolderKind> from;
    private int offsetBytes;
    private boolean finished;

    SegmentWriter(SegmentStore store, int segment, Optional<HolderKind> from, FileChannel channel, int syncEpoch) {
        this.store = store;
        this.segment = segment;
        this.startBytes = store.manifest().segmentOffsetBytes(segment);
        this.lengthBytes = store.manifest().segmentLengthBytes(segment);
        this.channel = channel;
        this.syncEpoch = syncEpoch;
        this.from = from;
    }

    public int segment() {
        return segment;
    }

    /** How much of the segment was written: where a broken fetch goes on. */
    public int offsetBytes() {
        return offsetBytes;
    }

    public int remainingBytes() {
        return lengthBytes - offsetBytes;
    }

    /** The bytes that follow come from another kind of holder; the segment is counted for the last one. */
    public void continueFrom(HolderKind holder) {
        from = Optional.of(holder);
    }

    /**
     * Writes and consumes all of {@code bytes} (heap or direct), and counts them in the {@link TransferLedger}.
     *
     * @throws IllegalArgumentException when that is more than {@link #remainingBytes()}; nothing was written then
     * @throws StoreFull when the disk is full; the writer stays usable at {@link #offsetBytes()}
     * @throws IOException when the disk fails
     */
    public void write(ByteBuffer bytes) throws IOException {
        if (bytes.remaining() > remainingBytes()) {
            throw new IllegalArgumentException(
                    "segment " + segment + " lacks " + remainingBytes() + " bytes and got " + bytes.remaining());
        }
        from.ifPresent(kind -> store.ledger().received(kind, bytes.remaining()));
        try {
            while (bytes.hasRemaining()) {
                var written = bytes.duplicate();
                int count = channel.write(bytes, startBytes + offsetBytes);
                sha256.update(written.limit(written.position() + count));
                offsetBytes += count;
            }
        } catch (IOException e) {
            throw DurableFiles.explain(store.directory(), e);
        }
    }

    /**
     * Verifies the whole segment and makes it durable; only then it is owned. Closes this writer, whatever comes of it. Threads
     * that commit at the same time share one sync.
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
            var actual = Digest.finish(sha256);
            return isSound(actual) ? store.keep(List.of(written())) : new CommitOutcome.Corrupt(actual);
        }
    }

    /** Whether all is written and right; consumes the running digest. For commits of many segments at once. */
    boolean isSound() {
        return remainingBytes() == 0 && isSound(Digest.finish(sha256));
    }

    SegmentStore.Written written() {
        return new SegmentStore.Written(new Journal.Entry(segment, from), syncEpoch);
    }

    private boolean isSound(Digest actual) {
        return actual.equals(store.manifest().segmentDigest(segment));
    }

    /** Gives the segment up, unless it was committed. Bytes on disk are overwritten by the next writer. */
    @Override
    public void close() throws IOException {
        if (!finished) {
            finished = true;
            try (channel) {
                store.release(segment);
            }
        }
    }
}
