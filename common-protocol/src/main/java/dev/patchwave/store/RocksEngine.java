package dev.patchwave.store;

import dev.patchwave.store.WriteGroups.Change;
import dev.patchwave.store.WriteGroups.Submission;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Decides and writes one group of changes as one synced batch. On the writer's thread only.
 *
 * <p>Versions are counted in step with RocksDB's own sequence number, which rises by one with each row written and survives every
 * restart: so a version never comes twice, not even over a delete.
 */
final class RocksEngine implements WriteGroups.Engine {
    private final Path directory;
    private final RocksDB db;
    private long lastVersion;

    /** One group while it is put together: rows that it changed already count for the changes that follow. */
    private final class Group implements AutoCloseable {
        private final WriteBatch batch = new WriteBatch();
        private final TreeMap<RecordKey, Optional<Row>> changed = new TreeMap<>();

        private SwapOutcome apply(Change change) throws RocksDBException {
            if (change.expectedVersion() != Change.ANY_VERSION) {
                long version = versionOf(change);
                if (version != change.expectedVersion()) {
                    return new SwapOutcome.Conflict(version);
                }
            }
            lastVersion++;
            return new SwapOutcome.Swapped(write(change.write()));
        }

        private long versionOf(Change change) throws RocksDBException {
            var key = change.write().key();
            var row = changed.containsKey(key) ? changed.get(key) : read(key);
            return row.filter(r -> r.isAlive(change.now())).map(Row::version).orElse(0L);
        }

        private long write(RowWrite write) throws RocksDBException {
            byte[] key = RowCodec.key(write.key());
            var row = write.asRow(lastVersion);
            if (row.isPresent()) {
                batch.put(key, RowCodec.value(row.get()));
            } else {
                batch.delete(key);
            }
            changed.put(write.key(), row);
            return row.map(Row::version).orElse(0L);
        }

        private Optional<Row> read(RecordKey key) throws RocksDBException {
            return Optional.ofNullable(db.get(RowCodec.key(key))).map(stored -> RowCodec.row(key, stored));
        }

        @Override
        public void close() {
            batch.close();
        }
    }

    RocksEngine(Path directory, RocksDB db) {
        this.directory = directory;
        this.db = db;
        this.lastVersion = db.getLatestSequenceNumber();
    }

    @Override
    public List<List<SwapOutcome>> commit(List<Submission> submissions) {
        try (var group = new Group();
                var synced = new WriteOptions().setSync(true)) {
            var outcomes = new ArrayList<List<SwapOutcome>>();
            for (var submission : submissions) {
                var each = new ArrayList<SwapOutcome>(submission.changes().size());
                for (var change : submission.changes()) {
                    each.add(group.apply(change));
                }
                outcomes.add(each);
            }
            if (group.batch.count() > 0) {
                db.write(synced, group.batch);
            }
            return outcomes;
        } catch (RocksDBException e) {
            throw failed(directory, e);
        }
    }

    static StoreFailed failed(Path directory, RocksDBException e) {
        boolean full = e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
        return new StoreFailed(
                (full ? "no room left in " : "the record store failed in ") + directory + ": " + e.getMessage(), e);
    }
}
