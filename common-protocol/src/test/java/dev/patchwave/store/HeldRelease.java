package dev.patchwave.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A store with one release of which nothing has arrived yet. */
abstract class HeldRelease {
    private final TestRelease patch;

    @TempDir
    Path temp;

    ReleaseStore store;
    SegmentStore release;

    HeldRelease(TestRelease patch) {
        this.patch = patch;
    }

    @BeforeEach
    void createRelease() throws IOException {
        store = ReleaseStore.open(temp.resolve("releases"));
        release = store.create(patch.signed());
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }
}
