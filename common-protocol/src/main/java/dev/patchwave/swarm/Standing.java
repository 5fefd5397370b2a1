package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** How a member stands with one holder: usable, resting because it was busy or failed, or banned for good. */
final class Standing {
    private static final Duration FIRST_REST = Duration.ofMillis(500);
    private static final int MOST_STRIKES = 16;

    private Instant busyUntil = Instant.MIN;
    private Instant failedUntil = Instant.MIN;
    private int strikes;
    private int fetches;
    private boolean banned;

    boolean isBanned() {
        return banned;
    }

    void ban() {
        banned = true;
    }

    boolean hasFailed(Instant now) {
        return now.isBefore(failedUntil);
    }

    boolean isBusy(Instant now) {
        return now.isBefore(busyUntil);
    }

    /** When it may be asked again. */
    Instant backAt() {
        return busyUntil.isAfter(failedUntil) ? busyUntil : failedUntil;
    }

    int fetches() {
        return fetches;
    }

    void began() {
        fetches++;
    }

    void ended() {
        fetches--;
    }

    void delivered() {
        strikes = 0;
    }

    /**
     * Shed is not failure: it comes back after what it said, clamped, and then spread evenly over as long again. The spread
     * comes after the clamp, or all whom the clamp met would return together.
     */
    void shed(Duration retryAfter, DownloadLimits limits, RandomGenerator random, Instant now) {
        var floor = limits.minRetryAfter().compareTo(retryAfter) > 0 ? limits.minRetryAfter() : retryAfter;
        var clamped = floor.compareTo(limits.maxRetryAfter()) < 0 ? floor : limits.maxRetryAfter();
        busyUntil = now.plus(clamped).plus(spread(clamped, random));
    }

    /**
     * Doubles with each failure in a row, and the later half of it is chosen at random. Fetches that were under way together fail
     * together when their holder dies: that is one failure, or a short death would mean a long rest.
     */
    void failed(DownloadLimits limits, RandomGenerator random, Instant now) {
        if (hasFailed(now)) {
            return;
        }
        var doubled = FIRST_REST.multipliedBy(1L << strikes);
        var clamped = doubled.compareTo(limits.maxRest()) < 0 ? doubled : limits.maxRest();
        strikes = Math.min(strikes + 1, MOST_STRIKES);
        failedUntil = now.plus(clamped.dividedBy(2)).plus(spread(clamped.dividedBy(2), random));
    }

    static Duration spread(Duration most, RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(most.toMillis() + 1));
    }
}
