package dev.patchwave.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the writes of all threads into groups, and has one thread of its own make each group durable at once.
 *
 * <p>Bounded by the bytes that are pending: who submits more waits, or is refused while the engine itself waits for room on its disk, which
 * may take days. Order is kept.
 */
final class WriteGroups implements AutoCloseable {
    /** One change of a row, and the version that it asks for. */
    record Change(RowWrite write, long expectedVersion, Instant now) {
        static final long ANY_VERSION = -1;

        int costBytes() {
            int value = write instanceof RowWrite.Put put ? put.value().length : 0;
            return OVERHEAD_BYTES + write.key().lengthBytes() + value;
        }
    }

    /** Changes that were submitted together; {@code done} gets an outcome for each once all are durable. */
    record Submission(List<Change> changes, int costBytes, CompletableFuture<List<SwapOutcome>> done) {}

    /** Makes a group durable and answers with the outcomes of each submission, in order; or throws, and nothing is acknowledged. */
    @FunctionalInterface
    interface Engine {
        List<List<SwapOutcome>> commit(List<Submission> group) throws Exception;

        /** Not completed while it waits for room on its disk. Any thread. */
        default CompletableFuture<Void> room() {
            return CompletableFuture.completedFuture(null);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(WriteGroups.class);
    private static final int OVERHEAD_BYTES = 64;
    private static final int PENDING_LIMIT_BYTES = 64 << 20;
    private static final int PENDING_LIMIT_WITHOUT_ROOM_BYTES = 8 << 20; // That may last for days.
    private static final long LOOK_FOR_ROOM_MILLIS = 100;
    private static final int GROUP_LIMIT_SUBMISSIONS = 1024;
    private static final Submission LAST = new Submission(List.of(), 0, new CompletableFuture<>());

    private final Engine engine;
    private final BlockingQueue<Submission> queue = new LinkedBlockingQueue<>(); // Bounded by the semaphore.
    private final Semaphore roomBytes = new Semaphore(PENDING_LIMIT_BYTES);
    private final Thread thread;
    private boolean closed;

    WriteGroups(String name, Engine engine) {
        this.engine = engine;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true); // A program that forgets to close loses nothing that was acknowledged.
        this.thread.start();
    }

    /** @throws StoreOutOfRoom when the engine waits for room, and too much is pending */
    CompletableFuture<List<SwapOutcome>> submit(List<Change> changes) {
        long costBytes = changes.stream().mapToLong(Change::costBytes).sum();
        requireWithinLimits(changes.size(), costBytes);
        takeRoom((int) costBytes);
        var submission = new Submission(List.copyOf(changes), (int) costBytes, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                roomBytes.release((int) costBytes);
                throw new IllegalStateException("the record store is closed");
            }
            queue.add(submission);
        }
        return submission.done;
    }

    /** Finishes what was submitted, then stops. */
    @Override
    public void close() {
        synchronized (this) {
            if (!closed) {
                closed = true;
                queue.add(LAST);
            }
        }
        joinUninterruptibly();
    }

    private static void requireWithinLimits(int rows, long costBytes) {
        if (rows > RecordStore.MAX_BATCH_ROWS || costBytes > RecordStore.MAX_BATCH_BYTES) {
            throw new IllegalArgumentException("a batch of " + rows + " rows and " + costBytes + " bytes: at most "
                    + RecordStore.MAX_BATCH_ROWS + " rows and " + RecordStore.MAX_BATCH_BYTES + " bytes");
        }
    }

    private void takeRoom(int costBytes) {
        refuseWithoutRoom(costBytes);
        if (roomBytes.tryAcquire(costBytes)) {
            return;
        }
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("the store's own thread would wait for itself: use thenComposeAsync");
        }
        awaitRoom(costBytes);
    }

    /** Looks up now and then, since the disk may turn out to be full meanwhile. An interrupt does not end it. */
    private void awaitRoom(int costBytes) {
        boolean interrupted = false;
        boolean taken = false;
        try {
            while (!taken) {
                refuseWithoutRoom(costBytes);
                try {
                    taken = roomBytes.tryAcquire(costBytes, LOOK_FOR_ROOM_MILLIS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void refuseWithoutRoom(int costBytes) {
        int pendingBytes = PENDING_LIMIT_BYTES - roomBytes.availablePermits();
        if (!engine.room().isDone() && pendingBytes + costBytes > PENDING_LIMIT_WITHOUT_ROOM_BYTES) {
            throw new StoreOutOfRoom(PENDING_LIMIT_WITHOUT_ROOM_BYTES);
        }
    }

    private void run() {
        boolean last = false;
        while (!last) {
            var group = nextGroup();
            last = group.remove(LAST);
            commit(group);
        }
    }

    private List<Submission> nextGroup() {
        var group = new ArrayList<Submission>();
        group.add(next());
        queue.drainTo(group, GROUP_LIMIT_SUBMISSIONS - 1);
        return group;
    }

    /** Only {@link #close} ends the thread; an interrupt does not. */
    private Submission next() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                LOG.atDebug().log("the record store's writer was interrupted and goes on");
            }
        }
    }

    private void commit(List<Submission> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            var outcomes = engine.commit(group);
            for (int i = 0; i < group.size(); i++) {
                release(group.get(i));
                group.get(i).done.complete(outcomes.get(i));
            }
        } catch (Exception e) {
            for (var submission : group) {
                if (!submission.done.isDone()) {
                    release(submission);
                    submission.done.completeExceptionally(e);
                }
            }
        }
    }

    private void release(Submission submission) {
        roomBytes.release(submission.costBytes);
    }

    private void joinUninterruptibly() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
