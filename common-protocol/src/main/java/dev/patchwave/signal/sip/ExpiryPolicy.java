package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * How long registrations and subscriptions last: what is asked for, within bounds, shortened by up to a fifth at random so
 * that what began together does not end together. Never lengthened (RFC 6665 4.2.1.1).
 *
 * @param leastSeconds shorter ones are refused with 423; 1 to 3600
 * @param usualSeconds for requests that do not say
 * @param mostSeconds longer ones are shortened to this
 */
public record ExpiryPolicy(long leastSeconds, long usualSeconds, long mostSeconds) {
    /** 60 s to a week, a day when nothing is asked for. */
    public static final ExpiryPolicy USUAL = new ExpiryPolicy(60, 86_400, 600_000);

    private static final long BRIEF_SECONDS = 3600;
    private static final int SHORTENED_BY_AT_MOST = 5;

    public ExpiryPolicy {
        if (leastSeconds < 1
                || leastSeconds > BRIEF_SECONDS
                || usualSeconds < leastSeconds
                || mostSeconds < usualSeconds) {
            throw new IllegalArgumentException("expiry of " + leastSeconds + " to " + mostSeconds + " s, usually "
                    + usualSeconds + ": expected 1 <= least <= usual <= most and least <= " + BRIEF_SECONDS);
        }
    }

    /** Whether the answer is 423: only for what is below an hour and below our least (RFC 3261 10.3, RFC 6665 4.2.1.1). */
    public boolean isTooBrief(OptionalLong requestedSeconds) {
        long seconds = requestedSeconds.orElse(usualSeconds);
        return seconds > 0 && seconds < leastSeconds;
    }

    /** What is granted; zero stays zero. */
    public Duration granted(OptionalLong requestedSeconds, RandomGenerator random) {
        long seconds = Math.min(requestedSeconds.orElse(usualSeconds), mostSeconds);
        long most = seconds / SHORTENED_BY_AT_MOST;
        long shortened = seconds - (most == 0 ? 0 : random.nextLong(most + 1));
        return Duration.ofSeconds(Math.max(Math.min(seconds, leastSeconds), shortened));
    }

    SipResponse tooBrief() {
        return SipResponse.of(423).with("Min-Expires", Long.toString(leastSeconds));
    }
}
