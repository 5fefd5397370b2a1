package dev.patchwave.config;

import java.time.Duration;

/**
 * How a program reads again what it owns, to find what the disk has lost.
 *
 * @param enabled false: never
 * @param rate the most that is read
 * @param period from the begin of a pass over everything to that of the next
 */
public record ScrubConfig(Boolean enabled, BitRate rate, TimeSpan period) {
    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);

    public ScrubConfig {
        enabled = BadValue.orElse(enabled, true);
        rate = BadValue.orElse(rate, BitRate.parse("40Mbit/s"));
        period = BadValue.orElse(period, TimeSpan.parse("7d"));
        if (period.duration().compareTo(SHORTEST_PERIOD) < 0) {
            throw new BadValue("period", period, "1s or more");
        }
    }

    /** The defaults. */
    public static ScrubConfig usual() {
        return new ScrubConfig(null, null, null);
    }
}
