package dev.patchwave.store;

import dev.patchwave.store.WriteGroups.Change;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/**
 * Records in RocksDB, in one directory of this program alone: {@code lock}, {@code rows/}, and {@code native/} with the engine's
 * library. Writes of all threads share synced batches. While the disk is full or read-only writes wait, and reads go on.
 */
public final class RocksRecordStore implements RecordStore {
    private static final long BLOCK_CACHE_BYTES = 64L << 20;
    private static final long LOG_FILE_LIMIT_BYTES = 4L << 20;
    private static final int LOG_FILES = 4;
    private static final int OPEN_FILES = 512;
    private static final double BLOOM_BITS_PER_KEY = 10;
    private static final Duration BETWEEN_LOOKS_FOR_ROOM = Duration.ofMillis(250);

    private final Path directory;
    private final DirectoryLock lock;
    private final LRUCache cache = new LRUCache(BLOCK_CACHE_BYTES);
    private final BloomFilter bloom = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final Options options;
    private final PatientEngine engine;
    private final WriteGroups writes;
    /** Held for reading while the engine is used: a call into a closed engine would end the process. */
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();

    private RocksDB db; // Guarded by use.
    private Optional<RecordKey> sweptUntil = Optional.empty();
    private boolean closed;
    private boolean released;

    private RocksRecordStore(Path directory, DirectoryLock lock) throws RocksDBException {
        this.directory = directory;
        this.lock = lock;
        this.options = options(cache, bloom);
        this.db = RocksDB.open(options, rows().toString());
        this.engine = new PatientEngine(new Engine(), directory, BETWEEN_LOOKS_FOR_ROOM);
        this.writes = new WriteGroups("records " + directory.getFileName(), engine);
    }

    /** RocksDB takes no write after one that failed; only opening it anew helps. */
    private final class Engine implements PatientEngine.Reopening {
        private RocksEngine current = new RocksEngine(directory, db);

        @Override
        public List<List<SwapOutcome>> commit(List<WriteGroups.Submission> group) {
            return current.commit(group);
        }

        @Override
        public boolean reopen() {
            if (!RocksRoom.isEnough(rows())) {
                return false;
            }
            use.writeLock().lock();
            try {
                db.close();
                db = RocksDB.open(options, rows().toString());
                current = new RocksEngine(directory, db);
                return true;
            } catch (RocksDBException e) {
                closed = true; // There is nothing left to read from.
                throw RocksEngine.failed(directory, e);
            } finally {
                use.writeLock().unlock();
            }
        }
    }

    private Path rows() {
        return directory.resolve("rows");
    }

    /**
     * Opens the store, creating the directory on first start.
     *
     * @throws StoreInUse when another process has it
     * @throws IOException when the directory cannot be used or its files are damaged
     */
    public static RocksRecordStore open(Path directory) throws IOException {
        Files.createDirectories(directory);
        var lock = DirectoryLock.take(directory);
        try {
            loadEngine(directory);
            return new RocksRecordStore(directory, lock);
        } catch (RocksDBException e) {
            lock.close();
            throw new IOException("the record store in " + directory + " cannot be opened: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    @Override
    public Optional<Row> get(RecordKey key, Instant now) {
        return using(() -> read(key)).filter(row -> row.isAlive(now));
    }

    @Override
    public CompletableFuture<Void> write(List<RowWrite> batch) {
        var changes = batch.stream()
                .map(write -> new Change(write, Change.ANY_VERSION, Instant.MIN))
                .toList();
        return writes.submit(changes).thenAccept(outcomes -> {});
    }

    @Override
    public CompletableFuture<SwapOutcome> compareAndSet(RowWrite write, long expectedVersion, Instant now) {
        if (expectedVersion < 0) {
            throw new IllegalArgumentException("version " + expectedVersion + ": 0 or more");
        }
        return writes.submit(List.of(new Change(write, expectedVersion, now))).thenApply(List::getFirst);
    }

    @Override
    public List<Row> scan(RecordKey partition, Optional<RecordKey> after, int limitRows, Instant now) {
        if (after.isPresent() && !after.get().isInPartitionOf(partition)) {
            throw new IllegalArgumentException("the key to go on after is of another partition");
        }
        byte[] start = after.map(RowCodec::justAfter).orElseGet(() -> RowCodec.partitionStart(partition));
        return page(start, Optional.of(RowCodec.partitionEnd(partition)), limitRows, row -> row.isAlive(now));
    }

    @Override
    public List<Row> scanPartitions(
            Optional<RecordKey> from,
            Optional<RecordKey> until,
            Optional<RecordKey> after,
            int limitRows,
            Instant now) {
        byte[] start = after.map(RowCodec::justAfter)
                .or(() -> from.map(RowCodec::partitionStart))
                .orElse(new byte[0]);
        return page(start, until.map(RowCodec::partitionStart), limitRows, row -> row.isAlive(now));
    }

    @Override
    public CompletableFuture<Integer> sweep(int limitRows, Instant now) {
        var expired = nextToSweep(limitRows).stream()
                .filter(row -> !row.isAlive(now))
                .map(row -> new Change(new RowWrite.Delete(row.key()), row.version(), Instant.MIN))
                .toList();
        return writes.submit(expired).thenApply(outcomes -> (int)
                outcomes.stream().filter(SwapOutcome.Swapped.class::isInstance).count());
    }

    @Override
    public CompletableFuture<Void> room() {
        return engine.room();
    }

    @Override
    public void close() {
        engine.close();
        writes.close();
        use.writeLock().lock();
        try {
            if (!released) {
                closed = true;
                released = true;
                db.close();
                options.close();
                bloom.close();
                cache.close();
                unlock();
            }
        } finally {
            use.writeLock().unlock();
        }
    }

    private synchronized List<Row> nextToSweep(int limitRows) {
        byte[] start = sweptUntil.map(RowCodec::justAfter).orElse(new byte[0]);
        var rows = page(start, Optional.empty(), limitRows, row -> true);
        sweptUntil = rows.size() < limitRows
                ? Optional.empty()
                : Optional.of(rows.getLast().key());
        return rows;
    }

    private List<Row> page(byte[] start, Optional<byte[]> end, int limitRows, Predicate<Row> wanted) {
        if (limitRows < 1 || limitRows > MAX_SCAN_ROWS) {
            throw new IllegalArgumentException(limitRows + " rows: 1 to " + MAX_SCAN_ROWS);
        }
        return using(() -> {
            try (var upper = new Slice(end.orElse(new byte[0]));
                    var reading = end.isPresent() ? new ReadOptions().setIterateUpperBound(upper) : new ReadOptions();
                    var rows = db.newIterator(reading)) {
                return collect(rows, start, limitRows, wanted);
            }
        });
    }

    private List<Row> collect(RocksIterator rows, byte[] start, int limitRows, Predicate<Row> wanted) {
        var page = new ArrayList<Row>();
        for (rows.seek(start); rows.isValid() && page.size() < limitRows; rows.next()) {
            var row = RowCodec.row(RowCodec.key(rows.key()), rows.value());
            if (wanted.test(row)) {
                page.add(row);
            }
        }
        try {
            rows.status(); // An iterator ends at an error as it ends at the end.
            return page;
        } catch (RocksDBException e) {
            throw RocksEngine.failed(directory, e);
        }
    }

    private Optional<Row> read(RecordKey key) {
        try {
            return Optional.ofNullable(db.get(RowCodec.key(key))).map(stored -> RowCodec.row(key, stored));
        } catch (RocksDBException e) {
            throw RocksEngine.failed(directory, e);
        }
    }

    private <T> T using(Supplier<T> reading) {
        use.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the record store is closed");
            }
            return reading.get();
        } finally {
            use.readLock().unlock();
        }
    }

    private void unlock() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new StoreFailed(directory + " could not be let go of", e);
        }
    }

    /** Unpacks the library where the next start finds it again: in a temporary file, each kill -9 would leave 17 MB behind. */
    private static void loadEngine(Path directory) throws IOException {
        var home = Files.createDirectories(directory.resolve("native"));
        NativeLibraryLoader.getInstance().loadLibrary(home.toAbsolutePath().toString());
        RocksDB.loadLibrary();
    }

    private static Options options(LRUCache cache, BloomFilter bloom) {
        var table = new BlockBasedTableConfig()
                .setBlockCache(cache)
                .setFilterPolicy(bloom)
                .setCacheIndexAndFilterBlocks(true);
        return new Options()
                .setCreateIfMissing(true)
                .setParanoidChecks(true)
                .setTableFormatConfig(table)
                .setMaxOpenFiles(OPEN_FILES)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(LOG_FILE_LIMIT_BYTES)
                .setKeepLogFileNum(LOG_FILES);
    }
}
