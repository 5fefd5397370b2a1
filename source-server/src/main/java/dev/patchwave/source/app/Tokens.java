package dev.patchwave.source.app;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.patchwave.config.BadValue;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.config.TokenUse;
import java.time.Duration;

/**
 * Fetch tokens.
 *
 * @param required false serves those without one too, while tokens are being introduced
 * @param keys directory of the keys that sign; by default {@code token-keys} in the data directory, with a first key made at the first start
 * @param lifetime of a token
 * @param clockSkew by how much clocks may differ
 * @param publishedBefore how long a new key is published before it signs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tokens(Boolean required, String keys, TimeSpan lifetime, TimeSpan clockSkew, TimeSpan publishedBefore) {
    private static final Duration SHORTEST = Duration.ofSeconds(20);
    private static final Duration LONGEST = Duration.ofDays(31);

    public Tokens {
        required = BadValue.orElse(required, true);
        lifetime = BadValue.orElse(lifetime, TimeSpan.parse("12h"));
        if (lifetime.duration().compareTo(SHORTEST) < 0 || lifetime.duration().compareTo(LONGEST) > 0) {
            throw new BadValue("lifetime", lifetime, "20s to 31d");
        }
        clockSkew = TokenUse.clockSkew(clockSkew);
        publishedBefore = BadValue.orElse(publishedBefore, TimeSpan.parse("10min"));
        if (publishedBefore.duration().compareTo(LONGEST) > 0) {
            throw new BadValue("publishedBefore", publishedBefore, "at most 31d");
        }
    }
}
