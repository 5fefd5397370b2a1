package dev.patchwave.store;

import dev.patchwave.store.WriteGroups.Submission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups to an engine, and waits while its disk is full or read-only: nothing is acknowledged meanwhile, nothing is lost, and what comes
 * later waits behind it. Any other failure is the caller's. On the writer's thread, but for {@link #close} and {@link #room}.
 */
final class PatientEngine implements WriteGroups.Engine, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PatientEngine.class);

    /** An engine that stays failed until it is opened anew. */
    interface Reopening extends WriteGroups.Engine {
        /**
         * Opens it anew if there is room for that.
         *
         * @return false when there is none
         * @throws StoreFailed when it cannot be opened for another reason
         */
        boolean reopen() throws StoreFailed;
    }

    private final Reopening engine;
    private final Path directory;
    private final Duration between;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

    /** @param between two looks for room */
    PatientEngine(Reopening engine, Path directory, Duration between) {
        this.engine = engine;
        this.directory = directory;
        this.between = between;
    }

    @Override
    public List<List<SwapOutcome>> commit(List<Submission> group) throws Exception {
        try {
            return commitPatiently(group);
        } finally {
            room.complete(null); // Also when it failed for good: nobody is to wait for it longer.
        }
    }

    @Override
    public CompletableFuture<Void> room() {
        return room;
    }

    private List<List<SwapOutcome>> commitPatiently(List<Submission> group) throws Exception {
        boolean waited = false;
        while (true) {
            try {
                var outcomes = engine.commit(group);
                if (waited) {
                    LOG.atInfo().addKeyValue("directory", directory).log("records are written again");
                }
                return outcomes;
            } catch (StoreFailed failure) {
                if (!DurableFiles.isPassing(new IOException(failure.getCause().getMessage()))) {
                    throw failure;
                }
                if (!waited) {
                    LOG.atError()
                            .addKeyValue("directory", directory)
                            .addKeyValue("reason", failure.getMessage())
                            .log("records cannot be written: nothing is acknowledged until they can");
                    room = new CompletableFuture<>();
                }
                waited = true;
                awaitRoom(failure);
            }
        }
    }

    /** Whoever waits gets its failure. */
    @Override
    public void close() {
        closing.countDown();
    }

    private void awaitRoom(StoreFailed failure) throws InterruptedException {
        do {
            if (closing.await(between.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure;
            }
        } while (!engine.reopen());
    }
}
