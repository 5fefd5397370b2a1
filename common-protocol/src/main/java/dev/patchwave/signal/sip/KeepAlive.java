package dev.patchwave.signal.sip;

import java.time.Duration;

/**
 * How connections that we open are kept alive: by a double CRLF now and then, which the other side answers by a single one (RFC 5626
 * 3.5.1, 4.4.1). The time to the next is drawn anew each time, so that many user agents do not fall into step. Where the answer to a
 * REGISTER names a Flow-Timer, that connection keeps to 80 to 100 % of it instead.
 *
 * @param shortest least time from one ping to the next, 100 milliseconds to 1 hour
 * @param longest the most, not less than {@code shortest}, at most 1 hour
 * @param pongPatience a connection without an answer for so long is closed, 100 milliseconds to 1 minute
 */
public record KeepAlive(Duration shortest, Duration longest, Duration pongPatience) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(1);

    /** What RFC 5626 4.4.1 asks of user agents that do not run on a battery. */
    public static final KeepAlive USUAL =
            new KeepAlive(Duration.ofSeconds(95), Duration.ofSeconds(120), Duration.ofSeconds(10));

    public KeepAlive {
        within("shortest", shortest, LEAST, MOST);
        within("longest", longest, shortest, MOST);
        within("pongPatience", pongPatience, LEAST, MOST_PATIENCE);
    }

    private static void within(String name, Duration value, Duration lowest, Duration highest) {
        if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
            throw new IllegalArgumentException(name + " " + value + ": expected " + lowest + " to " + highest);
        }
    }
}
