package dev.patchwave.signal.sip;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What may block (name servers, connecting, a peer that reads slowly), done by a few threads, one destination at a time for each: so
 * that one which does not answer holds up nobody but those who want to go there. Any thread.
 */
final class Lanes implements AutoCloseable {
    private static final int THREADS_LIMIT = 128;
    private static final int IDLE_THREAD_SECONDS = 20;

    /** Something to be carried to a destination. */
    interface Errand {
        /**
         * Does it.
         *
         * @return the reason for which whatever else waits for this destination would fail as well; null when there is none
         */
        Exception run();

        /** It was not tried, for this reason. */
        void giveUp(Exception reason);
    }

    private final ThreadPoolExecutor threads;
    private final Map<Destination, Queue<Errand>> waiting = new HashMap<>(); // An entry as long as a thread is at it.

    /** @param limitErrands how many destinations may wait for a thread at once */
    Lanes(String name, int limitErrands) {
        threads = new ThreadPoolExecutor(
                THREADS_LIMIT,
                THREADS_LIMIT,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(limitErrands),
                Thread.ofPlatform().daemon().name(name + "-send-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Does it after what waits for that destination already.
     *
     * @return false, with nothing done, when {@code limitErrands} wait for it
     */
    boolean add(Destination destination, int limitErrands, Errand errand) {
        boolean idle;
        synchronized (waiting) {
            idle = !waiting.containsKey(destination);
            Queue<Errand> lane = waiting.computeIfAbsent(destination, fresh -> new ArrayDeque<>());
            if (lane.size() >= limitErrands) {
                return false;
            }
            lane.add(errand);
        }
        if (idle) {
            begin(destination);
        }
        return true;
    }

    private void begin(Destination destination) {
        try {
            threads.execute(() -> drain(destination));
        } catch (RejectedExecutionException e) {
            List<Errand> all = takeWaiting(destination);
            synchronized (waiting) {
                waiting.remove(destination);
            }
            all.forEach(one -> one.giveUp(e));
        }
    }

    private void drain(Destination destination) {
        Errand next = take(destination);
        while (next != null) {
            Exception hopeless = next.run();
            if (hopeless != null) {
                takeWaiting(destination).forEach(one -> one.giveUp(hopeless));
            }
            next = take(destination);
        }
    }

    /** The next one; null ends the lane. */
    private Errand take(Destination destination) {
        synchronized (waiting) {
            Queue<Errand> lane = waiting.get(destination);
            Errand next = lane == null ? null : lane.poll();
            if (next == null) {
                waiting.remove(destination);
            }
            return next;
        }
    }

    private List<Errand> takeWaiting(Destination destination) {
        synchronized (waiting) {
            Queue<Errand> lane = waiting.get(destination);
            List<Errand> all = lane == null ? List.of() : new ArrayList<>(lane);
            if (lane != null) {
                lane.clear();
            }
            return all;
        }
    }

    /** What waits is not tried any more; those who wait for it learn of that from whoever closes. */
    @Override
    public void close() {
        synchronized (waiting) {
            waiting.clear();
        }
        threads.shutdownNow();
    }
}
