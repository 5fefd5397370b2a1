package dev.patchwave.source.app;

import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.state.SourceState;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.stop.StopBook;
import dev.patchwave.store.RecordStore;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.RocksRecordStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * What a start finds on disk, and the network as it is configured.
 *
 * @param kept filled when campaigns are made, from what {@code keeper} loads
 */
record SourceStores(
        SourceDisk disk,
        ReleaseStore releases,
        StateKeeper keeper,
        Belief belief,
        StopBook stops,
        CacheSites caches,
        DomainResolver domains,
        SourceState kept) {
    /**
     * Opens the stores.
     *
     * @param opened told of each thing that must be closed, the last one first
     * @throws IOException when the data directory cannot be used
     */
    static SourceStores open(
            SourceConfig config,
            Belief.Opening trusted,
            Clock clock,
            Consumer<Throwable> onCrash,
            Consumer<AutoCloseable> opened)
            throws IOException {
        Path directory = Path.of(config.dataDirectory());
        SourceDisk disk = SourceDisk.open(directory.resolve("releases"), config.store());
        opened.accept(disk);
        RecordStore records = RocksRecordStore.open(directory.resolve("state"));
        opened.accept(records);
        Belief belief = trusted.open(directory, clock);
        opened.accept(belief);
        return new SourceStores(
                disk,
                disk.releases(),
                new StateKeeper(records, clock, onCrash),
                belief,
                StopBook.open(directory, belief.stops()),
                Places.caches(config),
                new DomainResolver(Places.tables(config)),
                new SourceState());
    }
}
