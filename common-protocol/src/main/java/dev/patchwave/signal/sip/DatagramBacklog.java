package dev.patchwave.signal.sip;

import java.util.concurrent.TimeUnit;

/**
 * How many datagrams lie between the socket and the parser, where the stack keeps a queue without a limit; it takes out what is older than
 * two seconds, without telling.
 *
 * <p>Counts by spans of time: what came before the last full span has been parsed or taken out by now. Thread-safe. Times are nanoseconds of
 * a clock that never goes back.
 */
final class DatagramBacklog {
    /** Longer than anything stays in the queue, with the rounds that the stack makes to see to it. */
    private static final long SPAN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final int limitDatagrams;
    private long began;
    private int earlier;
    private int latest;

    DatagramBacklog(int limitDatagrams) {
        this.limitDatagrams = limitDatagrams;
    }

    /** One more is handed to the stack; false, and not counted, when too many wait. */
    synchronized boolean entered(long now) {
        roll(now);
        if (earlier + latest >= limitDatagrams) {
            return false;
        }
        latest++;
        return true;
    }

    /** The parser has one; they come to it in order. */
    synchronized void parsed() {
        if (earlier > 0) {
            earlier--;
        } else if (latest > 0) {
            latest--;
        }
    }

    private void roll(long now) {
        if (now - began > SPAN_NANOS) {
            earlier = now - began > 2 * SPAN_NANOS ? 0 : latest;
            latest = 0;
            began = now;
        }
    }
}
