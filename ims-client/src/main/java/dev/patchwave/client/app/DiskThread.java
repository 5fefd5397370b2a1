package dev.patchwave.client.app;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for what waits for the disk, so that installations and removals come one after the other. Any thread may give it work. */
final class DiskThread implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskThread.class);
    private static final int TASKS_LIMIT = 256;
    private static final int CLOSE_SECONDS = 5;

    private final ThreadPoolExecutor executor = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(TASKS_LIMIT), task -> new Thread(task, "disk"));

    /** @throws java.util.concurrent.RejectedExecutionException when it has too much to do, or is closed */
    @Override
    public void execute(Runnable task) {
        executor.execute(task);
    }

    /** Interrupts what is under way, and waits a moment for it to end. */
    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.atWarn().log("an installation does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
