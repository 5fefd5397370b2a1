package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;

/**
 * How a cache or client uses fetch tokens. Without this section it shows none, and serves everybody.
 *
 * @param required false serves those without one too, while tokens are being introduced; one that is shown must be right all the same
 * @param clockSkew by how much clocks may differ
 * @param keysEvery how often the published keys are asked for; none: as suits the program
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenUse(Boolean required, TimeSpan clockSkew, TimeSpan keysEvery) {
    private static final Duration MAX_SKEW = Duration.ofMinutes(10);
    private static final Duration MAX_EVERY = Duration.ofDays(1);

    public TokenUse {
        required = BadValue.orElse(required, true);
        clockSkew = clockSkew(clockSkew);
        boolean fits = keysEvery == null
                || (keysEvery.duration().isPositive() && keysEvery.duration().compareTo(MAX_EVERY) <= 0);
        if (!fits) {
            throw new BadValue("keysEvery", keysEvery, "above 0, at most 1d");
        }
    }

    /** How often the keys are asked for. */
    public Duration keysEvery(Duration usual) {
        return keysEvery == null ? usual : keysEvery.duration();
    }

    /** The usual one where none is said. @throws BadValue above ten minutes */
    public static TimeSpan clockSkew(TimeSpan said) {
        var clockSkew = BadValue.orElse(said, TimeSpan.parse("30s"));
        if (clockSkew.duration().compareTo(MAX_SKEW) > 0) {
            throw new BadValue("clockSkew", clockSkew, "at most 10min");
        }
        return clockSkew;
    }
}
