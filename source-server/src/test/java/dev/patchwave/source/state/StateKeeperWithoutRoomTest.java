package dev.patchwave.source.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.StateRecord;
import dev.patchwave.store.MemoryRecordStore;
import dev.patchwave.store.RecordKey;
import dev.patchwave.store.RecordStore;
import dev.patchwave.store.Row;
import dev.patchwave.store.RowWrite;
import dev.patchwave.store.StoreOutOfRoom;
import dev.patchwave.store.SwapOutcome;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The store's disk is full, and as much waits for it as may. */
class StateKeeperWithoutRoomTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final StateRecord WITHDRAWN = new StateRecord.ReleaseWithdrawn(ReleaseId.parse("ims-client@2.0.0"));

    private final FullStore store = new FullStore();
    private final StateKeeper keeper = new StateKeeper(store, Clock.fixed(NOW, ZoneOffset.UTC), failure -> {
        throw new AssertionError(failure);
    });

    @Test
    void whoCanAnswerIsRefusedAtOnceAndWhatACoreSaidWaits() throws InterruptedException {
        var told = CompletableFuture.runAsync(() -> keeper.keep(WITHDRAWN));
        assertTrue(store.refused.await(10, TimeUnit.SECONDS));

        assertThrows(StoreOutOfRoom.class, () -> keeper.keep(ALICE, Charging.NONE, NOW.plusSeconds(60)));
        assertFalse(keeper.hasRoom());
        assertTrue(keeper.durable().isDone(), "what was refused is nobody's to wait for");
        assertFalse(told.isDone());

        store.room.complete(null);
        told.orTimeout(10, TimeUnit.SECONDS).join();
        assertTrue(keeper.hasRoom());
        keeper.keep(ALICE, Charging.NONE, NOW.plusSeconds(60));
        assertEquals(
                2,
                store.rows
                        .scanPartitions(Optional.empty(), Optional.empty(), Optional.empty(), 10, NOW)
                        .size());
    }

    @Test
    void sweepsAreLeftOut() {
        keeper.sweep();

        assertEquals(1, store.refused.getCount());
    }

    /** Takes nothing until there is room. */
    private static final class FullStore implements RecordStore {
        private final MemoryRecordStore rows = new MemoryRecordStore();
        private final CompletableFuture<Void> room = new CompletableFuture<>();
        private final CountDownLatch refused = new CountDownLatch(1);

        private RecordStore taking() {
            if (!room.isDone()) {
                refused.countDown();
                throw new StoreOutOfRoom(0);
            }
            return rows;
        }

        @Override
        public CompletableFuture<Void> room() {
            return room;
        }

        @Override
        public Optional<Row> get(RecordKey key, Instant now) {
            return rows.get(key, now);
        }

        @Override
        public CompletableFuture<Void> write(List<RowWrite> batch) {
            return taking().write(batch);
        }

        @Override
        public CompletableFuture<SwapOutcome> compareAndSet(RowWrite write, long expectedVersion, Instant now) {
            return taking().compareAndSet(write, expectedVersion, now);
        }

        @Override
        public List<Row> scan(RecordKey partition, Optional<RecordKey> after, int limitRows, Instant now) {
            return rows.scan(partition, after, limitRows, now);
        }

        @Override
        public List<Row> scanPartitions(
                Optional<RecordKey> from,
                Optional<RecordKey> until,
                Optional<RecordKey> after,
                int limitRows,
                Instant now) {
            return rows.scanPartitions(from, until, after, limitRows, now);
        }

        @Override
        public CompletableFuture<Integer> sweep(int limitRows, Instant now) {
            return taking().sweep(limitRows, now);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
