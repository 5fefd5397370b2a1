package dev.patchwave.token;

import dev.patchwave.http.Bearer;
import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.RequestGuard;
import dev.patchwave.http.Response;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.token.TokenClaims.Rank;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Lets in who shows a token that fits the request: its release, this domain, the rank that the route takes, the member that asks (RFC 6750). Manifests, Metalinks and HEAD
 * are open: what a release is may be known, its bytes may not be had. Any thread; does not wait.
 */
public final class TokenGate implements RequestGuard {
    /** The program that this is. */
    public enum Place {
        SOURCE,
        CACHE,
        CLIENT
    }

    private static final String RELEASES = "/v1/releases/{id}";
    private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] +([^ ]+) *");

    private final Place place;
    private final Predicate<TokenClaims> opensHere;
    private final TokenCheck check;
    private final TokenKeys keys;
    private final VerifiedTokens verified = new VerifiedTokens();
    private final boolean required;
    private final Duration clockSkew;
    private final Clock clock;

    /**
     * @param opensHere whether a token is good in this domain
     * @param issuer whose tokens are believed
     * @param required false lets in who shows no token at all; one that is shown must be right all the same
     */
    public TokenGate(
            Place place,
            Predicate<TokenClaims> opensHere,
            String issuer,
            TokenKeys keys,
            boolean required,
            Duration clockSkew,
            Clock clock) {
        this.place = place;
        this.opensHere = opensHere;
        this.check = new TokenCheck(issuer, keys);
        this.keys = keys;
        this.required = required;
        this.clockSkew = clockSkew;
        this.clock = clock;
    }

    @Override
    public Verdict judge(Request request) {
        Optional<Rank> needed = needed(request.method(), request.route());
        if (needed.isEmpty()) {
            return new Passed(Optional.empty());
        }
        List<String> shown = request.headers().all("Authorization");
        if (shown.isEmpty()) {
            return withoutToken();
        }
        var bearer = BEARER.matcher(shown.getFirst());
        return shown.size() > 1 || !bearer.matches()
                ? refused("one Authorization field with a Bearer token is expected")
                : judge(request, bearer.group(1), needed.get());
    }

    /** What a route takes; empty where nothing is asked for. */
    private Optional<Rank> needed(String method, String route) {
        boolean about = route.startsWith(RELEASES);
        boolean described = route.equals(RELEASES + "/manifest") || route.equals(RELEASES + ".meta4");
        if (!about || described || method.equals("HEAD")) {
            return Optional.empty();
        }
        if (method.equals("PUT")) { // At the source publishers push: what is believed decides.
            return place == Place.SOURCE ? Optional.empty() : Optional.of(Rank.PUSH);
        }
        boolean ofCaches = place == Place.SOURCE && route.equals(RELEASES + "/swarm");
        return Optional.of(ofCaches ? Rank.CACHE : Rank.FETCH);
    }

    private Verdict withoutToken() {
        return !required
                ? new Passed(Optional.empty())
                : new Stopped(Problem.response(401, "a token is needed: Authorization: Bearer")
                        .with("WWW-Authenticate", "Bearer realm=\"patchwave\"")); // No error: RFC 6750 3.1.
    }

    private Verdict judge(Request request, String token, Rank needed) {
        return switch (verdict(token)) {
            case TokenVerdict.NotYet() ->
                new Stopped(Problem.response(503, "the token's key is being asked for")
                        .with("Retry-After", "1"));
            case TokenVerdict.Refused(var reason) -> refused(reason);
            case TokenVerdict.Verified(var claims, var keyId) ->
                unfit(claims, request, needed)
                        .map(TokenGate::refused)
                        .orElseGet(() -> new Passed(Optional.of(new Bearer(claims.subject(), claims::isOf))));
        };
    }

    /** A key may have been withdrawn since. */
    private TokenVerdict verdict(String token) {
        var known = verified.find(token).filter(seen -> keys.find(seen.keyId()) instanceof TokenKeys.Found.Known);
        if (known.isPresent()) {
            return known.get();
        }
        TokenVerdict fresh = check.check(token);
        if (fresh instanceof TokenVerdict.Verified right) {
            verified.keep(token, right);
        }
        return fresh;
    }

    private Optional<String> unfit(TokenClaims claims, Request request, Rank needed) {
        var untimely = claims.untimely(clock.instant(), clockSkew);
        if (untimely.isPresent()) {
            return untimely;
        }
        if (!release(request).equals(Optional.of(claims.release()))) {
            return Optional.of("the token is for another release");
        }
        if (!opensHere.test(claims)) {
            return Optional.of("the token is for another domain");
        }
        if (claims.rank().compareTo(needed) < 0) {
            return Optional.of("the token is not for this kind of request");
        }
        return request.member().filter(said -> !claims.isOf(said)).map(said -> "the token is another member's");
    }

    private static Optional<ReleaseId> release(Request request) {
        try {
            return Optional.of(ReleaseId.parse(request.variable("id")));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Verdict refused(String reason) {
        Response response = Problem.response(401, reason)
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"patchwave\", error=\"invalid_token\", error_description=\"" + reason + "\"");
        return new Stopped(response);
    }
}
