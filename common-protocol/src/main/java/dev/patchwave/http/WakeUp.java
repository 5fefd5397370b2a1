package dev.patchwave.http;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A task for an event loop, later; forgotten when the program closes its threads. */
final class WakeUp {
    private WakeUp() {}

    static void on(EventExecutor loop, long nanos, Runnable task) {
        try {
            var unused = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // Nothing is sent or read any more.
        }
    }
}
