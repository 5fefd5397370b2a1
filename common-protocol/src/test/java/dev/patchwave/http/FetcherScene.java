package dev.patchwave.http;

import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.HolderId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A fetcher with a store of its own, in which nothing of the patch has arrived yet. */
@ExtendWith(LeakCheck.class)
abstract class FetcherScene {
    private final Patch patch;
    private final Duration stall;

    @TempDir
    Path directory;

    HttpThreads threads;
    ReleaseStore store;
    SegmentStore held;
    HttpFetcher fetcher;

    FetcherScene(Patch patch, Duration stall) {
        this.patch = patch;
        this.stall = stall;
    }

    @BeforeEach
    void start() throws Exception {
        threads = HttpThreads.start("fetcher", 1, 4);
        store = ReleaseStore.open(directory.resolve("mine"));
        held = patch.storeIn(store);
        fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT.withStall(stall), Optional.of(new HolderId("p-me")));
    }

    @AfterEach
    void stop() throws Exception {
        fetcher.close();
        threads.close();
        store.close();
    }
}
