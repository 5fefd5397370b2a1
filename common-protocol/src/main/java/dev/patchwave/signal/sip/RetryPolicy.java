package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after failures in a row, so that a network that comes back is not stormed (RFC 5626 4.5): 50 to 100 % of
 * {@code min(max, base * 2^failures)}.
 *
 * @param base 1 ms or more
 * @param max not below {@code base}
 */
public record RetryPolicy(Duration base, Duration max) {
    /** The figures of RFC 5626 4.5 for a client without another flow. */
    public static final RetryPolicy RFC_5626 = new RetryPolicy(Duration.ofSeconds(30), Duration.ofSeconds(1_800));

    private static final int EXPONENT_LIMIT = 20;
    private static final Duration LONGEST_WISH = Duration.ofDays(1);
    private static final long LONGEST_EXPIRES_SECONDS = (1L << 32) - 1;

    public RetryPolicy {
        if (base.toMillis() < 1 || max.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "retry base " + base + ", max " + max + ": expected 1 ms <= base <= max");
        }
    }

    /** How long to wait after {@code failures} in a row, 1 or more. */
    Duration delay(int failures, RandomGenerator random) {
        long upper = longest(failures).toMillis();
        return Duration.ofMillis(Math.max(1, Math.round(upper * (0.5 + 0.5 * random.nextDouble()))));
    }

    /** The most that {@link #delay} may be. */
    Duration longest(int failures) {
        double upper = base.toMillis() * Math.pow(2, Math.min(failures, EXPONENT_LIMIT));
        return Duration.ofMillis(Math.round(Math.min((double) max.toMillis(), upper)));
    }

    /**
     * As the other side asked, a day at most, and up to half as long again, so that those who were told the same do not return
     * together.
     */
    static Duration spread(Duration retryAfter, RandomGenerator random) {
        Duration obeyed = shorter(retryAfter, LONGEST_WISH);
        return obeyed.plusMillis(Math.round(obeyed.toMillis() * 0.5 * random.nextDouble()));
    }

    /** The time granted, as far as the field can say it (RFC 3261 20.19): what is longer was not meant. */
    static Duration granted(long seconds) {
        return Duration.ofSeconds(Math.min(seconds, LONGEST_EXPIRES_SECONDS));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** When to refresh what was granted: 600 s before the end of more than 1200 s, else at half (TS 24.229 5.1.1.4.1). */
    static Duration refresh(Duration granted) {
        return granted.toSeconds() > 1_200 ? granted.minusSeconds(600) : granted.dividedBy(2);
    }
}
