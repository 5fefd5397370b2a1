package dev.patchwave.client.core;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after a number of failures in a row: {@code W = min(max, base * 2^failures)}, of which 50 to 100 % are waited
 * (RFC 5626 4.5). The draw is made within the cap, not cut off at it, so that a herd stays spread at the cap too.
 *
 * @param base the wait after the first failure, above 0
 * @param max the longest wait
 * @param attempts how many failures in a row are borne before giving up, 1 or more
 */
public record BackOff(Duration base, Duration max, int attempts) {
    private static final int MAX_DOUBLINGS = 30;

    public BackOff {
        if (base.isNegative() || base.isZero() || max.compareTo(base) < 0 || attempts < 1) {
            throw new IllegalArgumentException("back-off from " + base + " to " + max + " over " + attempts
                    + " attempts: the base must be above 0, the maximum not below it, the attempts 1 or more");
        }
    }

    /** The wait after {@code failures} failures in a row, 1 or more. */
    public Duration wait(int failures, RandomGenerator random) {
        long doubled = base.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long whole = Math.max(1, Math.min(doubled, max.toMillis()));
        return Duration.ofMillis(whole - random.nextLong(whole / 2 + 1));
    }

    public boolean spent(int failures) {
        return failures >= attempts;
    }
}
