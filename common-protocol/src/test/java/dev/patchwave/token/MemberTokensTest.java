package dev.patchwave.token;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.config.TokenUse;
import dev.patchwave.http.ReleaseRequest;
import dev.patchwave.http.ReleaseRequest.Use;
import dev.patchwave.loop.StandingClock;
import dev.patchwave.token.TokenClaims.Rank;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberTokensTest {
    @TempDir
    Path directory;

    private final StandingClock clock = new StandingClock(Tokens.NOW);

    @Test
    void whatACacheMayDoAtTheSourceIsShownInItsReportsOnly() {
        try (var tokens = open(Optional.of(release -> minted(Rank.CACHE)))) {
            assertEquals(Rank.FETCH, shown(tokens, Use.FETCH));
            assertEquals(Rank.CACHE, shown(tokens, Use.REPORT));
        }
        try (var again = open(Optional.of(release -> none()))) { // What was kept is told apart too.
            assertEquals(Rank.FETCH, shown(again, Use.FETCH));
            assertEquals(Rank.CACHE, shown(again, Use.REPORT));
        }
    }

    @Test
    void aClientHasOneForBoth() {
        try (var tokens = open(Optional.empty())) {
            assertEquals(Rank.FETCH, shown(tokens, Use.FETCH));
            assertEquals(Rank.FETCH, shown(tokens, Use.REPORT));
        }
    }

    private MemberTokens open(Optional<TokenWallet.Asker> reports) {
        var tokens = MemberTokens.open(
                new TokenUse(true, null, null),
                directory,
                Tokens.ISSUER,
                release -> minted(Rank.FETCH),
                reports,
                Duration.ofMinutes(1),
                clock,
                clock);
        for (var use : List.of(Use.FETCH, Use.REPORT)) {
            await().until(() -> tokens.credentials().tokenFor(request(use)).isPresent());
        }
        return tokens;
    }

    private static Rank shown(MemberTokens tokens, Use use) {
        return TokenCheck.claimsOf(tokens.credentials().tokenFor(request(use)).orElseThrow())
                .rank();
    }

    private static ReleaseRequest request(Use use) {
        return new ReleaseRequest(Tokens.RELEASE, use, URI.create("http://10.0.0.1:80/"));
    }

    private static CompletableFuture<Optional<String>> minted(Rank rank) {
        return CompletableFuture.completedFuture(
                Optional.of(TokenMint.mint(Tokens.claims(rank, "area-1"), Tokens.KEY)));
    }

    private static CompletableFuture<Optional<String>> none() {
        return CompletableFuture.completedFuture(Optional.empty());
    }
}
