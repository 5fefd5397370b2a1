package dev.patchwave.token;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.token.TokenClaims.Rank;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Keys and tokens for tests, all of one moment. */
final class Tokens {
    static final Instant NOW = Instant.parse("2026-11-26T16:40:00Z");
    static final Duration LIFE = Duration.ofHours(12);
    static final String ISSUER = "sip:software@op.example";
    static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.1");
    static final TokenKey KEY = key();
    static final TokenKey OTHER_KEY = key();

    private Tokens() {}

    static TokenKey key() {
        return TokenKey.generate(new SecureRandom());
    }

    static TokenClaims claims(Rank rank, String... domains) {
        return claims(rank, "i-5b1c07d2e9f04a38", List.of(domains));
    }

    static TokenClaims claims(Rank rank, String subject, List<String> domains) {
        return new TokenClaims(ISSUER, subject, rank, domains, RELEASE, NOW, NOW.plus(LIFE));
    }

    static String token() {
        return TokenMint.mint(claims(Rank.FETCH, "area-1"), KEY);
    }

    static TokenKeys knowing(TokenKey... keys) {
        var set = TokenKeySet.read(TokenKeySet.write(List.of(keys), NOW, LIFE))
                .trustedBy(id -> true)
                .orElseThrow();
        return id -> set.keys().containsKey(id)
                ? new TokenKeys.Found.Known(set.keys().get(id))
                : new TokenKeys.Found.Unknown();
    }
}
