package dev.patchwave.benchmarks;

import java.io.IOException;
import java.time.Duration;

/** Waits for other processes by looking again and again. */
public final class Patience {
    private static final int LOOK_EVERY_MILLIS = 20;

    /** Something that may have come true in another process. */
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws IOException;
    }

    private Patience() {}

    /** Waits until it holds. @throws IOException saying {@code what} was awaited when it does not come in time */
    public static void await(String what, Duration atMost, Condition condition) throws IOException {
        if (!holdsWithin(atMost, condition)) {
            throw new IOException(what + ": not within " + atMost.toSeconds() + " s");
        }
    }

    /** Whether it came in time. */
    public static boolean holdsWithin(Duration atMost, Condition condition) throws IOException {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadlineNanos) {
                return false;
            }
            pause(Duration.ofMillis(LOOK_EVERY_MILLIS));
        }
        return true;
    }

    public static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
