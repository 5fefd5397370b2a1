package dev.patchwave.source.sip;

import dev.patchwave.store.RecordKey;
import dev.patchwave.store.RecordStore;
import dev.patchwave.store.Row;
import dev.patchwave.store.RowWrite;
import dev.patchwave.store.SwapOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Takes every row and keeps none, so that what is measured beside it is not the store. */
final class ForgetfulRecordStore implements RecordStore {
    @Override
    public Optional<Row> get(RecordKey key, Instant now) {
        return Optional.empty();
    }

    @Override
    public CompletableFuture<Void> write(List<RowWrite> batch) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<SwapOutcome> compareAndSet(RowWrite write, long expectedVersion, Instant now) {
        throw new UnsupportedOperationException("not asked for in these tests");
    }

    @Override
    public List<Row> scan(RecordKey partition, Optional<RecordKey> after, int limitRows, Instant now) {
        return List.of();
    }

    @Override
    public List<Row> scanPartitions(
            Optional<RecordKey> from,
            Optional<RecordKey> until,
            Optional<RecordKey> after,
            int limitRows,
            Instant now) {
        return List.of();
    }

    @Override
    public CompletableFuture<Integer> sweep(int limitRows, Instant now) {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public void close() {}
}
