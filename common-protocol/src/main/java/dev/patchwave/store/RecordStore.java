package dev.patchwave.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Rows that survive: the one port behind which one machine's engine or a distributed one can stand.
 *
 * <p>There are no joins, no indexes and no transactions over several rows; what this port does not promise, no caller may need.
 * Any thread. Reads block for the disk at most. Writes are taken in the order of the calls of one thread, wait for room when too
 * many are pending (but see {@link StoreOutOfRoom}), and are acknowledged by their future once they are durable; a write is visible to readers at that time at
 * the latest. While the disk is full or read-only writes are pending, in their order, until it takes them or the store is closed; a
 * {@link #compareAndSet} that had to be tried again may find its own row, and answer that it came too late. A future that fails says nothing about whether its rows were written. What a caller hangs on a future runs on the
 * store's thread and must not block: use the {@code ...Async} methods for more.
 */
public interface RecordStore extends AutoCloseable {
    /** Most rows in one batch. */
    int MAX_BATCH_ROWS = 10_000;

    /** Most bytes of keys and values in one batch. */
    int MAX_BATCH_BYTES = 16 << 20;

    /** Most rows that one scan returns or one sweep looks at. */
    int MAX_SCAN_ROWS = 10_000;

    /** The row, unless it is not there or expired at {@code now}. */
    Optional<Row> get(RecordKey key, Instant now);

    /**
     * Writes rows, of any partitions, in order. Not a transaction: after a crash before the acknowledgement some may be there.
     *
     * @throws IllegalArgumentException when there are more than {@link #MAX_BATCH_ROWS} or {@link #MAX_BATCH_BYTES}
     * @throws StoreOutOfRoom at once, when the disk is full or read-only and too much is pending; so do the other writes
     */
    CompletableFuture<Void> write(List<RowWrite> batch);

    /**
     * Writes one row if its version is still {@code expectedVersion}: 0 when it must not be there or be expired at {@code now}.
     */
    CompletableFuture<SwapOutcome> compareAndSet(RowWrite write, long expectedVersion, Instant now);

    /**
     * The next rows of one partition, by rising sort part.
     *
     * @param partition any key of it
     * @param after the last key of the page before; empty for the first page
     * @param limitRows 1 to {@link #MAX_SCAN_ROWS}; fewer rows than that mean the end
     */
    List<Row> scan(RecordKey partition, Optional<RecordKey> after, int limitRows, Instant now);

    /**
     * The next rows of a range of partitions (a shard), by rising key.
     *
     * @param from any key of the first partition; empty for the first of all
     * @param until any key of the first partition that is left out; empty for none
     */
    List<Row> scanPartitions(
            Optional<RecordKey> from, Optional<RecordKey> until, Optional<RecordKey> after, int limitRows, Instant now);

    /**
     * Deletes expired rows among the next {@code limitRows} of all, going on where the last sweep ended and starting again at the
     * end. A row that is written meanwhile stays.
     *
     * @return how many rows were deleted
     */
    CompletableFuture<Integer> sweep(int limitRows, Instant now);

    /**
     * Completed while the store is not waiting for a disk that is full or read-only; else completed once it does so no longer, also because
     * it failed or is being closed. Not to be completed by the caller. A store without a disk of its own never waits.
     */
    default CompletableFuture<Void> room() {
        return CompletableFuture.completedFuture(null);
    }

    /** Finishes what is pending, then lets go of the disk. Later calls fail with IllegalStateException. */
    @Override
    void close();
}
