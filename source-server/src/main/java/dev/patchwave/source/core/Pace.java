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
    /** So that a whole token is one although it was added up of parts. */
    private static final double ROUNDING = 1e-6;

    private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
    /** Longer bursts than this part of a second are smoothed out. */
    private static final double BURST_SECONDS = 0.05;

    private final PaceLimits limits;
    private double ratePerSecond;
    private double tokens;
    private Instant counted;
    private Instant pausedUntil = Instant.EPOCH;
    private int lossPercent;
    private Instant pressedUntil = Instant.EPOCH;

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
                : Math.clamp((long) (tokens + ROUNDING), 0, Math.max(0, limits.maxInFlight() - inFlight));
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

    /** The next hop asks to be spared a share of what we send (RFC 7339 5.10); what it asked last counts. */
    void pressed(int percent, Duration validity, Instant now) {
        count(now);
        lossPercent = percent;
        pressedUntil = now.plus(validity.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : validity);
    }

    /** When a signal may leave, as far as rate and overload are concerned. */
    Instant next() {
        Instant token = counted.plusNanos((long) Math.ceil(secondsToGain(Math.max(0, 1 - tokens)) * NANOS_PER_SECOND));
        return token.isAfter(pausedUntil) ? token : pausedUntil;
    }

    /** First at the pressed rate, and what is missing after that at the full one. */
    private double secondsToGain(double missing) {
        double pressedSeconds =
                Math.max(0, Duration.between(counted, pressedUntil).toNanos() / NANOS_PER_SECOND);
        double underPressure = pressedSeconds * ratePerSecond * kept();
        if (missing > underPressure) {
            return pressedSeconds + (missing - underPressure) / ratePerSecond;
        }
        return missing == 0 ? 0 : missing / (ratePerSecond * kept());
    }

    /** What was gained since the last count: at the full rate, but for the time under pressure. */
    private void count(Instant now) {
        double seconds = Duration.between(counted, now).toNanos() / NANOS_PER_SECOND;
        double pressed = Math.clamp(
                Duration.between(counted, pressedUntil).toNanos() / NANOS_PER_SECOND, 0, Math.max(0, seconds));
        tokens = Math.min(burst(), tokens + (pressed * kept() + (seconds - pressed)) * ratePerSecond);
        counted = now;
    }

    private double kept() {
        return 1 - lossPercent / 100.0;
    }

    private double burst() {
        return Math.max(1, ratePerSecond * BURST_SECONDS);
    }
}
