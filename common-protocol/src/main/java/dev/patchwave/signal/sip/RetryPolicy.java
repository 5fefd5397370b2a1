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

    public RetryPolicy {
        if (base.toMillis() < 1 || max.compareTo(base) < 0) {
            throw new IllegalArgumentException(
                    "retry base " + base + ", max " + max + ": expected 1 ms <= base <= max");
        }
    }

    /** How long to wait after {@code failures} in a row, 1 or more. */
    Duration delay(int failures, RandomGenerator random) {
        double upper =
                Math.min((double) max.toMillis(), base.toMillis() * Math.pow(2, Math.min(failures, EXPONENT_LIMIT)));
        return Duration.ofMillis(Math.max(1, Math.round(upper * (0.5 + 0.5 * random.nextDouble()))));
    }

    /** As the other side asked, and up to half as long again, so that those who were told the same do not return together. */
    static Duration spread(Duration retryAfter, RandomGenerator random) {
        return retryAfter.plusMillis(Math.round(retryAfter.toMillis() * 0.5 * random.nextDouble()));
    }

    /** When to refresh what was granted: 600 s before the end of more than 1200 s, else at half (TS 24.229 5.1.1.4.1). */
    static Duration refresh(Duration granted) {
        return granted.toSeconds() > 1_200 ? granted.minusSeconds(600) : granted.dividedBy(2);
    }
}
