package dev.patchwave.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A record store for tests of others: passes the same contract, forgets all when it is closed. Any thread, never waits. */
public final class MemoryRecordStore implements RecordStore {
    private final TreeMap<RecordKey, Row> rows = new TreeMap<>();
    private long lastVersion;
    private Optional<RecordKey> sweptUntil = Optional.empty();
    private boolean closed;

    @Override
    public synchronized Optional<Row> get(RecordKey key, Instant now) {
        requireOpen();
        return Optional.ofNullable(rows.get(key)).filter(row -> row.isAlive(now));
    }

    @Override
    public synchronized CompletableFuture<Void> write(List<RowWrite> batch) {
        requireOpen();
        if (batch.size() > MAX_BATCH_ROWS) {
            throw new IllegalArgumentException(batch.size() + " rows: at most " + MAX_BATCH_ROWS);
        }
        batch.forEach(this::apply);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletableFuture<SwapOutcome> compareAndSet(
            RowWrite write, long expectedVersion, Instant now) {
        if (expectedVersion < 0) {
            throw new IllegalArgumentException("version " + expectedVersion + ": 0 or more");
        }
        long version = get(write.key(), now).map(Row::version).orElse(0L);
        return CompletableFuture.completedFuture(
                version == expectedVersion ? new SwapOutcome.Swapped(apply(write)) : new SwapOutcome.Conflict(version));
    }

    @Override
    public synchronized List<Row> scan(RecordKey partition, Optional<RecordKey> after, int limitRows, Instant now) {
        if (after.isPresent() && !after.get().isInPartitionOf(partition)) {
            throw new IllegalArgumentException("the key to go on after is of another partition");
        }
        return page(limitRows, now, after, key -> key.isInPartitionOf(partition));
    }

    @Override
    public synchronized List<Row> scanPartitions(
            Optional<RecordKey> from,
            Optional<RecordKey> until,
            Optional<RecordKey> after,
            int limitRows,
            Instant now) {
        return page(
                limitRows,
                now,
                after,
                key -> from.stream().allMatch(first -> key.comparePartition(first) >= 0)
                        && until.stream().allMatch(end -> key.comparePartition(end) < 0));
    }

    @Override
    public synchronized CompletableFuture<Integer> sweep(int limitRows, Instant now) {
        requireLimit(limitRows);
        var seen = tail(sweptUntil).limit(limitRows).toList();
        sweptUntil = seen.size() < limitRows
                ? Optional.empty()
                : Optional.of(seen.getLast().key());
        var expired = seen.stream().filter(row -> !row.isAlive(now)).toList();
        expired.forEach(row -> rows.remove(row.key()));
        return CompletableFuture.completedFuture(expired.size());
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private long apply(RowWrite write) {
        lastVersion++;
        var row = write.asRow(lastVersion);
        row.ifPresentOrElse(present -> rows.put(write.key(), present), () -> rows.remove(write.key()));
        return row.map(Row::version).orElse(0L);
    }

    private List<Row> page(int limitRows, Instant now, Optional<RecordKey> after, Predicate<RecordKey> wanted) {
        requireLimit(limitRows);
        return new ArrayList<>(tail(after)
                .filter(row -> wanted.test(row.key()) && row.isAlive(now))
                .limit(limitRows)
                .toList());
    }

    private Stream<Row> tail(Optional<RecordKey> after) {
        requireOpen();
        return after.map(key -> rows.tailMap(key, false)).orElse(rows).values().stream();
    }

    private static void requireLimit(int limitRows) {
        if (limitRows < 1 || limitRows > MAX_SCAN_ROWS) {
            throw new IllegalArgumentException(limitRows + " rows: 1 to " + MAX_SCAN_ROWS);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the record store is closed");
        }
    }
}
