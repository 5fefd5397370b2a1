package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The keep-alive of one connection, both ends of it (RFC 5626 4.4.1): when to ping, when a ping is to be answered, when the other side
 * is given up.
 *
 * <p>Pure; not for several threads at once. Times are nanoseconds of a clock that never goes back.
 */
final class Liveness {
    /** What the caller owes now. */
    enum Due {
        NOTHING,
        PING,
        PONG,
        CLOSE
    }

    private static final double FLOW_TIMER_LEAST_SHARE = 0.8;

    private final Optional<KeepAlive> policy;
    private final RandomGenerator random;
    private Duration shortest = Duration.ZERO;
    private Duration longest = Duration.ZERO;
    private long nextPing;
    private boolean awaitsPong;
    private long pongDeadline;
    private int crlfs;

    /** @param policy empty for a connection that we do not ping, such as one that the other side opened */
    Liveness(Optional<KeepAlive> policy, RandomGenerator random, long now) {
        this.policy = policy;
        this.random = random;
        policy.ifPresent(keepAlive -> {
            shortest = keepAlive.shortest();
            longest = keepAlive.longest();
        });
        nextPing = now + interval();
    }

    /** The registrar gave this flow a time (RFC 5626 5.4): an interval of 80 to 100 % of it. Ignored where we do not ping. */
    void flowTimer(Duration timer, long now) {
        if (policy.isPresent() && timer.isPositive()) {
            longest = timer;
            shortest = Duration.ofMillis((long) (timer.toMillis() * FLOW_TIMER_LEAST_SHARE));
            nextPing = now + interval();
        }
    }

    /** A CRLF between messages came: the answer to our ping, or half of a ping. */
    Due crlf(long now) {
        if (awaitsPong) {
            awaitsPong = false;
            nextPing = now + interval();
            return Due.NOTHING;
        }
        crlfs++;
        if (crlfs < 2) {
            return Due.NOTHING;
        }
        crlfs = 0;
        return Due.PONG;
    }

    /** Something of a message came, so that a lone CRLF before it was none of a ping (RFC 3261 7.5). */
    void message() {
        crlfs = 0;
    }

    /** Owed again and again. */
    Due tick(long now) {
        if (policy.isEmpty()) {
            return Due.NOTHING;
        }
        if (awaitsPong) {
            return now - pongDeadline >= 0 ? Due.CLOSE : Due.NOTHING;
        }
        if (now - nextPing < 0) {
            return Due.NOTHING;
        }
        awaitsPong = true;
        pongDeadline = now + policy.get().pongPatience().toNanos();
        return Due.PING;
    }

    private long interval() {
        long least = shortest.toNanos();
        return least + random.nextLong(Math.max(1, longest.toNanos() - least + 1));
    }
}
