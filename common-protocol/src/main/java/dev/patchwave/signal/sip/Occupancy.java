package dev.patchwave.signal.sip;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Whether a thread is in a call on a socket. The kernel frees the port of a closed socket only when that thread has woken up, so
 * closing waits for it: else the next start on the same port may fail.
 */
final class Occupancy {
    private static final int PATIENCE_MILLIS = 1_000;
    private final Semaphore free = new Semaphore(1);

    void enter() {
        free.acquireUninterruptibly();
    }

    void leave() {
        free.release();
    }

    void awaitEmpty() {
        boolean interrupted = Thread.interrupted();
        try {
            if (free.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                free.release();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
