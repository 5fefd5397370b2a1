package dev.patchwave.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets threads that commit at the same time share one sync: the first one commits for all that wait.
 *
 * <p>Holds no more items than there are threads that call it. A failure is told to every thread of the batch it hit.
 */
final class GroupCommit<T> {
    /** Makes a batch durable, or fails as a whole. Called by one thread at a time. */
    @FunctionalInterface
    interface Batch<T> {
        void commit(List<T> items) throws IOException;
    }

    private static final class Ticket<T> {
        private final List<T> items;
        private boolean done;
        private Throwable failure;

        private Ticket(List<T> items) {
            this.items = items;
        }
    }

    private final Batch<T> batch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private List<Ticket<T>> waiting = new ArrayList<>();
    private boolean leading;

    GroupCommit(Batch<T> batch) {
        this.batch = batch;
    }

    /** Returns once the items are durable. Not interruptible: an interrupt is no reason to forget a segment. */
    void commit(List<T> items) throws IOException {
        var mine = new Ticket<>(items);
        List<Ticket<T>> led = joinOrLead(mine);
        if (!led.isEmpty()) {
            lead(led);
        }
        if (mine.failure != null) {
            throw new IOException("commit failed: " + mine.failure.getMessage(), mine.failure);
        }
    }

    /** Waits until {@code mine} is done by another thread (empty answer), or until this thread has to lead. */
    private List<Ticket<T>> joinOrLead(Ticket<T> mine) {
        lock.lock();
        try {
            waiting.add(mine);
            while (leading && !mine.done) {
                finished.awaitUninterruptibly();
            }
            if (mine.done) {
                return List.of();
            }
            leading = true;
            var led = waiting;
            waiting = new ArrayList<>();
            return led;
        } finally {
            lock.unlock();
        }
    }

    private void lead(List<Ticket<T>> led) {
        Throwable failure = null;
        try {
            batch.commit(led.stream().flatMap(ticket -> ticket.items.stream()).toList());
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        lock.lock();
        try {
            for (var ticket : led) {
                ticket.failure = failure;
                ticket.done = true;
            }
            leading = false;
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
