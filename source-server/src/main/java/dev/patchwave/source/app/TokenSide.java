package dev.patchwave.source.app;

import dev.patchwave.http.Bearer;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.token.TokenOffice;
import dev.patchwave.token.TokenGate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** All that the source does with fetch tokens, where they are configured; without them nothing changes. Any thread. */
final class TokenSide implements AutoCloseable {
    private final SourceConfig config;
    private final Optional<TokenOffice> office;
    private final Clock clock;

    private TokenSide(SourceConfig config, Optional<TokenOffice> office, Clock clock) {
        this.config = config;
        this.office = office;
        this.clock = clock;
    }

    /** Our own pushes show a token from now on. @throws IOException when the directory of keys cannot be used */
    static TokenSide open(SourceConfig config, Path dataDirectory, CacheSites caches, HttpFetcher fetcher, Clock clock)
            throws IOException {
        Tokens by = config.tokens();
        if (by == null) {
            return new TokenSide(config, Optional.empty(), clock);
        }
        Path keys = by.keys() == null ? dataDirectory.resolve("token-keys") : Path.of(by.keys());
        var office = TokenOffice.open(keys, Places.terms(config), caches, clock);
        fetcher.show(office);
        return new TokenSide(config, Optional.of(office), clock);
    }

    Optional<TokenOffice> office() {
        return office;
    }

    /** Whether who asks may speak for an instance, as far as it has proven who it is. */
    boolean holds(Optional<Bearer> asker, InstanceId instance, ReleaseId release) {
        return office.isEmpty()
                || asker.isEmpty()
                || TokenOffice.isOf(asker.get().subject(), instance, release);
    }

    /** Publishes the keys, and lets in only who shows a token. */
    Router guard(Router router) {
        office.ifPresent(open -> router.get("/v1/token-keys", request -> Route.done(keySet(open)))
                .guardedBy(new TokenGate(
                        TokenGate.Place.SOURCE,
                        claims -> true, // Whoever may fetch a release may do so here: the last rung of every ladder.
                        config.sip().service(),
                        open,
                        config.tokens().required(),
                        config.tokens().clockSkew().duration(),
                        clock)));
        return router;
    }

    private static Response keySet(TokenOffice open) {
        return Response.json(200, open.keySet()).with("Cache-Control", "no-store");
    }

    @Override
    public void close() {
        office.ifPresent(TokenOffice::close);
    }
}
