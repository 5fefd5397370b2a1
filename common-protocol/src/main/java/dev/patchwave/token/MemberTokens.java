package dev.patchwave.token;

import dev.patchwave.config.TokenUse;
import dev.patchwave.http.Credentials;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.Problem;
import dev.patchwave.http.ReleaseRequest;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * All that a cache or client does with fetch tokens: has its own, shows them, follows the published keys, lets in who shows a good one. Where tokens are not
 * configured it shows none and lets everybody in. Any thread; closed by the program before its fetcher.
 */
public final class MemberTokens implements AutoCloseable {
    private static final Duration TOKEN_PATIENCE = Duration.ofSeconds(5);

    /** A client's two wallets are one. */
    private record Working(TokenUse use, TokenWallet fetching, TokenWallet reporting, KeyFollower keys)
            implements Credentials {
        @Override
        public Optional<String> tokenFor(ReleaseRequest request) {
            return wallet(request).tokenFor(request.release());
        }

        @Override
        public void refused(ReleaseRequest request) {
            wallet(request).refused(request.release());
        }

        /** What a cache may do at the source nobody else must see. */
        private TokenWallet wallet(ReleaseRequest request) {
            return request.use() == ReleaseRequest.Use.REPORT ? reporting : fetching;
        }
    }

    private final Optional<Working> working;
    private final String issuer;
    private final Clock clock;

    private MemberTokens(Optional<Working> working, String issuer, Clock clock) {
        this.working = working;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Goes on with what the last run knew; asks nobody yet.
     *
     * @param use null where tokens are not configured
     * @param issuer the service identity
     * @param asker asks the service
     * @param reports asks for what a cache shows to the source alone; empty: reports show what everybody is shown
     * @param usualInterval between two questions for the published keys, where the configuration does not say
     * @param clock of which tokens speak
     * @param steady of the waits between two questions
     */
    public static MemberTokens open(
            TokenUse use,
            Path dataDirectory,
            String issuer,
            TokenWallet.Asker asker,
            Optional<TokenWallet.Asker> reports,
            Duration usualInterval,
            Clock clock,
            Clock steady) {
        if (use == null) {
            return new MemberTokens(Optional.empty(), issuer, clock);
        }
        var fetching = wallet(asker, dataDirectory.resolve("tokens"), clock, steady);
        var reporting = reports.map(its -> wallet(its, dataDirectory.resolve("report-tokens"), clock, steady))
                .orElse(fetching);
        var keys = new KeyFollower(
                dataDirectory.resolve("token-keys.json"),
                id -> fetching.vouchesFor(id) || reporting.vouchesFor(id),
                use.keysEvery(usualInterval),
                clock,
                steady);
        return new MemberTokens(Optional.of(new Working(use, fetching, reporting, keys)), issuer, clock);
    }

    private static TokenWallet wallet(TokenWallet.Asker asker, Path file, Clock clock, Clock steady) {
        return new TokenWallet(asker, Optional.of(file), clock, steady, new SecureRandom(), ForkJoinPool.commonPool());
    }

    /** What our requests show. */
    public Credentials credentials() {
        return working.<Credentials>map(on -> on).orElseGet(Credentials::none);
    }

    /** Completed when we have what we show for a release, and know by which keys others are checked, or do not get it soon. */
    public CompletableFuture<Void> ready(ReleaseId release) {
        return working.map(on -> CompletableFuture.allOf(
                                on.fetching().ready(release, TOKEN_PATIENCE),
                                on.reporting().ready(release, TOKEN_PATIENCE))
                        .thenCompose(both -> on.keys().known())
                        .completeOnTimeout(null, TOKEN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * Begins to follow the published keys, once there is a token of our own that says whom to believe.
     *
     * @param ladder who may be asked, the preferred first
     */
    public void start(HttpFetcher fetcher, Supplier<List<URI>> ladder) {
        working.ifPresent(on -> on.keys().start(fetcher, () -> on.fetching().isUsed() ? ladder.get() : List.of()));
    }

    /** Lets in who may fetch in this cache's domain, or may push to this very cache, and passes the keys on. */
    public Router guardCache(Router router, String name, String domain) {
        working.ifPresent(on -> router.get("/v1/token-keys", request -> Route.done(keys(on)))
                .guardedBy(gate(
                        on,
                        TokenGate.Place.CACHE,
                        claims -> claims.opens(claims.rank() == TokenClaims.Rank.PUSH ? name : domain))));
        return router;
    }

    /** Lets in who may fetch in the domain that our own token is of. */
    public Router guardClient(Router router) {
        working.ifPresent(on -> router.guardedBy(gate(
                on,
                TokenGate.Place.CLIENT,
                claims -> on.fetching().domain().filter(claims::opens).isPresent())));
        return router;
    }

    @Override
    public void close() {
        working.ifPresent(on -> on.keys().close());
    }

    private TokenGate gate(Working on, TokenGate.Place place, Predicate<TokenClaims> opensHere) {
        return new TokenGate(
                place,
                opensHere,
                issuer,
                on.keys(),
                on.use().required(),
                on.use().clockSkew().duration(),
                clock);
    }

    private static Response keys(Working on) {
        return on.keys()
                .text()
                .map(text -> Response.json(200, text).with("Cache-Control", "no-store"))
                .orElseGet(() ->
                        Problem.response(503, "the keys are not known here yet").with("Retry-After", "1"));
    }
}
