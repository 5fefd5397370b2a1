package dev.patchwave.http;

import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A program with a store of its own that connects to others by TLS. */
@ExtendWith(LeakCheck.class)
abstract class TlsScene {
    static final Patch PATCH = Patch.of(8);

    @TempDir
    static Path keys;

    @TempDir
    Path directory;

    HttpThreads threads;
    ReleaseStore store;
    SegmentStore held;

    @BeforeEach
    void start() throws Exception {
        threads = HttpThreads.start("fetcher", 1, 4);
        store = ReleaseStore.open(directory.resolve("mine"));
        held = fill(store);
    }

    /** What it has at first: room for the release, and nothing of it. */
    SegmentStore fill(ReleaseStore mine) throws Exception {
        return PATCH.storeIn(mine);
    }

    @AfterEach
    void stop() throws Exception {
        threads.close();
        store.close();
    }
}
