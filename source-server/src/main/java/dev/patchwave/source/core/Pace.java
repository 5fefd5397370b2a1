package dev.patchwave.source.core;

import java.time.Duration;
import java.time.Instant;

/**
 * How many signals may leave now: a token bucket with a limit of signals in flight. Overload halves the rate and stops
 * sending for as long as the network asks (RFC 3261 21.5.4, RFC 7339 5.10); every answer that arrives wins back a little.
 */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double RECOVERY_STEPS = 200;
    private static final double MIN_RATE_PER_SECOND = 1;
    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    /** Longer bursts than this part of a second are smoothed out. */
    private static final double BURST_SECONDS = 0.05;

    private final PaceLimits limits;
    private double ratePerSecond;
    private double tokens;
    private Instant counted;
    private Instant pausedUntil = Instant.EPOCH;

    Pace(PaceLimits limits, Instant now) {
        this.limits = limits;
        this.ratePerSecond = limits.signalsPerSecond();
        this.tokens = burst();
        this.counted = now;
    }

    /** How many signals may leave at {@code now}, when {@code inFlight} wait for their answers. */
    int grant(int inFlight, Instant now) {
        count(now);
        return now.isBefore(pausedUntil)
                ? 0
                : Math.clamp((long) tokens, 0, Math.max(0, limits.maxInFlight() - inFlight));
    }

    void sent() {
        tokens -= 1;
    }

    void delivered() {
        ratePerSecond = Math.min(limits.signalsPerSecond(), ratePerSecond + limits.signalsPerSecond() / RECOVERY_STEPS);
    }

    /** The network is overloaded; several such answers to one burst slow down once. */
    void overloaded(Duration retryAfter, Instant now) {
        if (!now.isBefore(pausedUntil)) {
            ratePerSecond = Math.max(MIN_RATE_PER_SECOND, ratePerSecond / 2);
        }
        Instant until = now.plus(retryAfter.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : retryAfter);
        pausedUntil = until.isAfter(pausedUntil) ? until : pausedUntil;
    }

    /** When a signal may leave, as far as rate and overload are concerned. */
    Instant next() {
        Instant token = counted.plusNanos((long) Math.ceil(Math.max(0, 1 - tokens) / ratePerSecond * NANOS_PER_SECOND));
        return token.isAfter(pausedUntil) ? token : pausedUntil;
    }

    private void count(Instant now) {
        double seconds = Duration.between(counted, now).toNanos() / NANOS_PER_SECOND;
        tokens = Math.min(burst(), tokens + seconds * ratePerSecond);
        counted = now;
    }

    private double burst() {
        return Math.max(1, ratePerSecond * BURST_SECONDS);
    }
}
