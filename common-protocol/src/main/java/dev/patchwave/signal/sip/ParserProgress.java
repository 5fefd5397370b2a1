package dev.patchwave.signal.sip;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** How far the parser of a connection is, for the thread that reads it. Both may call it, each its own part. */
final class ParserProgress {
    private static final long NONE = -1;

    private final Semaphore parsed = new Semaphore(0);
    private volatile long cut = NONE;
    private long begun; // The parser's own.

    /** For the parser: it begins with the next message. False when the connection ended in the middle of that one. */
    boolean begin() {
        begun++;
        parsed.release();
        return begun != cut;
    }

    /** For the reader: the connection ended in the middle of the message of that number, from 1 on. */
    void cutAt(long message) {
        cut = message;
    }

    /** For the reader: how many messages were begun since this was asked last. */
    int take() {
        return parsed.drainPermits();
    }

    /** For the reader: waits until so many more are begun; false when that takes too long. */
    boolean await(int messages, int patienceMillis) throws InterruptedException {
        return parsed.tryAcquire(messages, patienceMillis, TimeUnit.MILLISECONDS);
    }
}
