package dev.patchwave.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every engine behind {@link RecordStore} owes; a new engine extends this and passes unchanged. */
public abstract class RecordStoreContract {
    protected static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int STEPS = 2_000;

    private RecordStore store;

    /** A fresh, empty store; the contract closes it. */
    protected abstract RecordStore openStore() throws Exception;

    @BeforeEach
    final void open() throws Exception {
        store = openStore();
    }

    @AfterEach
    final void close() {
        store.close();
    }

    @Test
    void aRowIsReadBackAsItWasWritten() {
        put("alice", "subscription", "dialog 1");

        var row = store.get(RecordKey.of("alice", "subscription"), NOW).orElseThrow();

        assertEquals("dialog 1", text(row));
        assertEquals(Optional.empty(), row.expires());
        assertEquals(Optional.empty(), store.get(RecordKey.of("alice", "other"), NOW));
    }

    @Test
    void deletedIsGone() {
        put("alice", "a", "1");

        store.write(List.of(new RowWrite.Delete(RecordKey.of("alice", "a")))).join();

        assertEquals(Optional.empty(), store.get(RecordKey.of("alice", "a"), NOW));
    }

    @Test
    void aBatchIsWrittenInOrder() {
        var key = RecordKey.of("alice", "a");
        store.write(List.of(
                        new RowWrite.Put(key, bytes("1")), new RowWrite.Delete(key), new RowWrite.Put(key, bytes("2"))))
                .join();

        assertEquals("2", text(store.get(key, NOW).orElseThrow()));
    }

    @Test
    void onlyOneOfTwoWritersWhoReadTheSameVersionWins() {
        var key = RecordKey.of("alice", "cseq");
        long seen = swapped(store.compareAndSet(new RowWrite.Put(key, bytes("1")), 0, NOW));

        long next = swapped(store.compareAndSet(new RowWrite.Put(key, bytes("2")), seen, NOW));
        var late = store.compareAndSet(new RowWrite.Put(key, bytes("2, too")), seen, NOW)
                .join();

        assertEquals(new SwapOutcome.Conflict(next), late);
        assertEquals("2", text(store.get(key, NOW).orElseThrow()));
    }

    @Test
    void aVersionNeverComesTwiceNotEvenOverADelete() {
        var key = RecordKey.of("alice", "a");
        long first = swapped(store.compareAndSet(new RowWrite.Put(key, bytes("1")), 0, NOW));
        assertEquals(0, swapped(store.compareAndSet(new RowWrite.Delete(key), first, NOW)));
        swapped(store.compareAndSet(new RowWrite.Put(key, bytes("1")), 0, NOW));

        var stale = store.compareAndSet(new RowWrite.Put(key, bytes("2")), first, NOW)
                .join();

        assertEquals(SwapOutcome.Conflict.class, stale.getClass());
    }

    @Test
    void ofManyWhoCreateTheSameRowAtOnceOneWins() {
        var key = RecordKey.of("alice", "a");
        try (var threads = Executors.newFixedThreadPool(8)) {
            var tries = new ArrayList<CompletableFuture<SwapOutcome>>();
            for (int i = 0; i < 100; i++) {
                var write = new RowWrite.Put(key, bytes("writer " + i));
                tries.add(CompletableFuture.supplyAsync(() -> swap(write), threads));
            }
            long winners = tries.stream()
                    .map(CompletableFuture::join)
                    .filter(SwapOutcome.Swapped.class::isInstance)
                    .count();
            assertEquals(1, winners);
        }
    }

    @Test
    void anExpiredRowIsGoneForReadersAndWritersAndSweptLater() {
        var key = RecordKey.of("alice", "a");
        var expires = NOW.plusSeconds(60);
        store.write(List.of(new RowWrite.Put(key, bytes("1"), Optional.of(expires))))
                .join();
        put("bob", "a", "stays");

        assertEquals(Optional.of(expires), store.get(key, NOW).orElseThrow().expires());
        assertEquals(Optional.empty(), store.get(key, expires));
        assertEquals(List.of(), store.scan(key, Optional.empty(), 10, expires));
        assertEquals(0, store.sweep(10, NOW).join());
        assertEquals(1, store.sweep(10, expires).join());
        assertEquals(Optional.empty(), store.get(key, NOW));
        assertEquals("stays", text(store.get(RecordKey.of("bob", "a"), expires).orElseThrow()));
    }

    @Test
    void anExpiredRowCountsAsAbsentForWhoeverCreatesIt() {
        var key = RecordKey.of("alice", "a");
        store.write(List.of(new RowWrite.Put(key, bytes("1"), Optional.of(NOW))))
                .join();

        swapped(store.compareAndSet(new RowWrite.Put(key, bytes("2")), 0, NOW));

        assertEquals("2", text(store.get(key, NOW).orElseThrow()));
    }

    @Test
    void aSweepGoesOnWhereTheLastOneEnded() {
        for (int i = 0; i < 10; i++) {
            store.write(List.of(new RowWrite.Put(RecordKey.of("p" + i, ""), bytes(""), Optional.of(NOW))))
                    .join();
        }

        int swept = store.sweep(4, NOW).join()
                + store.sweep(4, NOW).join()
                + store.sweep(4, NOW).join();

        assertEquals(10, swept);
    }

    @Test
    void partitionsThatBeginAlikeDoNotMix() {
        put("a", "x", "1");
        put("a\0", "x", "2");
        put("ab", "x", "3");
        put("a", "\0", "4");

        assertEquals(List.of("4", "1"), texts(store.scan(RecordKey.of("a", ""), Optional.empty(), 10, NOW)));
        assertEquals(List.of("2"), texts(store.scan(RecordKey.of("a\0", ""), Optional.empty(), 10, NOW)));
    }

    @Test
    void aShardIsScannedPageByPage() {
        for (var partition : List.of("a", "b", "c", "d")) {
            put(partition, "1", partition + 1);
            put(partition, "2", partition + 2);
        }
        var from = Optional.of(RecordKey.of("b", ""));
        var until = Optional.of(RecordKey.of("d", ""));

        var first = store.scanPartitions(from, until, Optional.empty(), 3, NOW);
        var second =
                store.scanPartitions(from, until, Optional.of(first.getLast().key()), 3, NOW);

        assertEquals(List.of("b1", "b2", "c1"), texts(first));
        assertEquals(List.of("c2"), texts(second));
    }

    @Test
    void whatIsBeyondTheLimitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> RecordKey.of("", "a"));
        assertThrows(IllegalArgumentException.class, () -> RecordKey.of("a".repeat(513), "a"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RowWrite.Put(RecordKey.of("a", ""), new byte[RowWrite.MAX_VALUE_BYTES + 1]));
        assertThrows(
                IllegalArgumentException.class, () -> store.scan(RecordKey.of("a", ""), Optional.empty(), 10_001, NOW));
    }

    @Test
    void afterCloseNothingIsAnswered() {
        store.close();

        assertThrows(IllegalStateException.class, () -> store.get(RecordKey.of("a", ""), NOW));
        assertThrows(IllegalStateException.class, () -> store.write(List.of()));
    }

    @Test
    void behavesAsASortedMapWhateverComes() {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (var model = new MemoryRecordStore()) {
            for (int step = 0; step < STEPS; step++) {
                step(random, model);
            }
        } catch (AssertionError e) {
            throw new AssertionError("replay with -Dpatchwave.seed=" + seed, e);
        }
    }

    private void step(RandomGenerator random, RecordStore model) {
        var key = randomKey(random);
        var now = NOW.plus(Duration.ofSeconds(random.nextInt(100)));
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                var batch = randomBatch(random);
                model.write(batch).join();
                store.write(batch).join();
            }
            case 2 -> swapInBoth(random, model, key, now);
            case 3 ->
                assertEquals(
                        contents(model.get(key, now).stream().toList()),
                        contents(store.get(key, now).stream().toList()));
            case 4 -> {
                int limit = 1 + random.nextInt(20);
                var after = random.nextBoolean() ? Optional.of(key) : Optional.<RecordKey>empty();
                assertEquals(
                        contents(model.scan(key, after, limit, now)), contents(store.scan(key, after, limit, now)));
            }
            default -> {
                int limit = 1 + random.nextInt(20);
                var from = Optional.of(randomKey(random));
                var until = random.nextBoolean() ? Optional.of(key) : Optional.<RecordKey>empty();
                assertEquals(
                        contents(model.scanPartitions(from, until, Optional.empty(), limit, now)),
                        contents(store.scanPartitions(from, until, Optional.empty(), limit, now)));
            }
        }
    }

    private void swapInBoth(RandomGenerator random, RecordStore model, RecordKey key, Instant now) {
        var write = randomWrite(random, key);
        boolean stale = random.nextInt(4) == 0;
        long inModel =
                stale ? Long.MAX_VALUE : model.get(key, now).map(Row::version).orElse(0L);
        long inStore =
                stale ? Long.MAX_VALUE : store.get(key, now).map(Row::version).orElse(0L);
        assertEquals(
                model.compareAndSet(write, inModel, now).join().getClass(),
                store.compareAndSet(write, inStore, now).join().getClass());
    }

    private static List<RowWrite> randomBatch(RandomGenerator random) {
        var batch = new ArrayList<RowWrite>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            batch.add(randomWrite(random, randomKey(random)));
        }
        return batch;
    }

    private static RowWrite randomWrite(RandomGenerator random, RecordKey key) {
        if (random.nextInt(4) == 0) {
            return new RowWrite.Delete(key);
        }
        byte[] value = new byte[random.nextInt(64)];
        random.nextBytes(value);
        var expires =
                random.nextInt(3) == 0 ? Optional.of(NOW.plusSeconds(random.nextInt(100))) : Optional.<Instant>empty();
        return new RowWrite.Put(key, value, expires);
    }

    /** Few keys, of the bytes that are hardest to keep in order. */
    private static RecordKey randomKey(RandomGenerator random) {
        byte[] partition = randomPart(random, 1 + random.nextInt(2));
        return RecordKey.of(partition, randomPart(random, random.nextInt(3)));
    }

    private static byte[] randomPart(RandomGenerator random, int length) {
        byte[] hard = {0, 1, 2, (byte) 0x7F, (byte) 0x80, (byte) 0xFF};
        byte[] part = new byte[length];
        for (int i = 0; i < length; i++) {
            part[i] = hard[random.nextInt(hard.length)];
        }
        return part;
    }

    /** All but the versions, which each engine counts in its own way. */
    private static List<Row> contents(List<Row> rows) {
        return rows.stream()
                .map(row -> new Row(row.key(), row.value(), 1, row.expires()))
                .toList();
    }

    private void put(String partition, String sort, String value) {
        store.write(List.of(new RowWrite.Put(RecordKey.of(partition, sort), bytes(value))))
                .join();
    }

    private static long swapped(CompletableFuture<SwapOutcome> outcome) {
        return ((SwapOutcome.Swapped) outcome.join()).version();
    }

    private SwapOutcome swap(RowWrite write) {
        return store.compareAndSet(write, 0, NOW).join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(Row row) {
        return new String(row.value(), UTF_8);
    }

    private static List<String> texts(List<Row> rows) {
        return rows.stream().map(RecordStoreContract::text).toList();
    }
}
