package dev.patchwave.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.http.Bearer;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import dev.patchwave.loop.StandingClock;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.token.TokenClaims.Rank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a token opens, on a real socket. */
class TokenGateTest {
    private static final Duration SKEW = Duration.ofSeconds(30);
    private static final String SEGMENT = "/v1/releases/ims-client@4.2.1/segments/0";

    private final StandingClock clock = new StandingClock(Tokens.NOW);
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpThreads threads = HttpThreads.start("gate", 1, 2);
    private final Uplink uplink = Uplink.unlimited();
    private TokenKeys keys = Tokens.knowing(Tokens.KEY);
    private static final String MEMBER = "Patchwave-Member";

    private HttpServer cache;
    private HttpServer source;
    private HttpServer lenient;

    @BeforeEach
    void start() throws IOException {
        cache = serve(TokenGate.Place.CACHE, true);
        source = serve(TokenGate.Place.SOURCE, true);
        lenient = serve(TokenGate.Place.CACHE, false);
    }

    @AfterEach
    void stop() {
        cache.close();
        source.close();
        lenient.close();
        threads.close();
        http.close();
    }

    @Test
    void aGoodTokenOpens() throws Exception {
        var answer = get(cache, SEGMENT, Tokens.token());
        assertEquals(200, answer.statusCode());
        assertEquals("i-5b1c07d2e9f04a38", answer.body());
    }

    @Test
    void withoutATokenItIsSaidThatOneIsNeeded() throws Exception {
        var answer = get(cache, SEGMENT);
        assertEquals(401, answer.statusCode());
        assertEquals("Bearer realm=\"patchwave\"", challenge(answer), "no error code: RFC 6750 3.1");
        assertTrue(answer.body().contains("a token is needed"), answer.body());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        refused("the token is malformed", "rubbish");
        refused("the token's key is not published", mint(Tokens.claims(Rank.FETCH, "area-1"), Tokens.OTHER_KEY));
        refused("the token is for another domain", mint(Tokens.claims(Rank.FETCH, "area-2"), Tokens.KEY));
        refused(
                "the token is for another release",
                mint(
                        new TokenClaims(
                                Tokens.ISSUER,
                                "i-1",
                                Rank.FETCH,
                                List.of("area-1"),
                                ReleaseId.parse("ims-client@4.2.2"),
                                Tokens.NOW,
                                Tokens.NOW.plus(Tokens.LIFE)),
                        Tokens.KEY));
        clock.pass(Tokens.LIFE.plus(SKEW).minusSeconds(1));
        assertEquals(200, get(cache, SEGMENT, Tokens.token()).statusCode(), "clocks differ");
        clock.pass(Duration.ofSeconds(1));
        refused("the token has expired", Tokens.token());
        clock.pass(Tokens.LIFE.plus(SKEW).plus(SKEW).plusSeconds(1).negated());
        refused("the token is not valid yet", Tokens.token());
    }

    @Test
    void aTokenForEveryDomainOpensThisOne() throws Exception {
        var token = mint(Tokens.claims(Rank.FETCH, "area-2", TokenClaims.EVERYWHERE), Tokens.KEY);
        assertEquals(200, get(cache, SEGMENT, token).statusCode());
    }

    @Test
    void severalTokensAndOtherSchemesAreRefused() throws Exception {
        assertEquals(
                401, send(cache, "GET", SEGMENT, "Authorization", "Basic YTpi").statusCode());
        assertEquals(401, send(cache, "GET", SEGMENT, "Authorization", "Bearer").statusCode());
        assertEquals(
                401,
                send(
                                cache,
                                "GET",
                                SEGMENT,
                                "Authorization",
                                "Bearer " + Tokens.token(),
                                "Authorization",
                                "Bearer " + Tokens.token())
                        .statusCode());
        assertEquals(
                200,
                send(cache, "GET", SEGMENT, "Authorization", "bearer  " + Tokens.token())
                        .statusCode());
    }

    @Test
    void whatAReleaseIsMayBeKnownToAnybody() throws Exception {
        assertEquals(200, get(cache, "/v1/releases/ims-client@4.2.1/manifest").statusCode());
        assertEquals(200, get(cache, "/healthz").statusCode());
        assertEquals(200, send(cache, "HEAD", SEGMENT).statusCode());
        for (String path : List.of("content", "swarm", "resume", "anything")) {
            String method = path.equals("swarm") || path.equals("resume") ? "POST" : "GET";
            assertEquals(
                    401,
                    send(cache, method, "/v1/releases/ims-client@4.2.1/" + path).statusCode(),
                    path);
        }
        assertEquals(
                401, get(cache, "/v1/%72eleases/ims-client@4.2.1/segments/%30").statusCode(), "escapes");
    }

    @Test
    void onlyTheSourcePushesToACache() throws Exception {
        assertEquals(
                401,
                put(cache, mint(Tokens.claims(Rank.FETCH, "area-1"), Tokens.KEY))
                        .statusCode());
        assertEquals(
                401,
                put(cache, mint(Tokens.claims(Rank.CACHE, "area-1"), Tokens.KEY))
                        .statusCode());
        assertEquals(
                200,
                put(cache, mint(Tokens.claims(Rank.PUSH, "area-1"), Tokens.KEY)).statusCode());
        assertEquals(200, send(source, "PUT", SEGMENT).statusCode(), "of publishers the signature decides");
    }

    @Test
    void onlyCachesAreInTheSourcesSwarmUnderTheirOwnName() throws Exception {
        String swarm = "/v1/releases/ims-client@4.2.1/swarm";
        String client = "Bearer " + Tokens.token();
        String member = "Bearer " + mint(Tokens.claims(Rank.CACHE, "area-1"), Tokens.KEY);
        assertEquals(200, send(cache, "POST", swarm, "Authorization", client).statusCode());
        assertEquals(401, send(source, "POST", swarm, "Authorization", client).statusCode());
        assertEquals(200, send(source, "POST", swarm, "Authorization", member).statusCode());
        assertTrue(send(source, "POST", swarm, "Authorization", member).body().endsWith("false"));
    }

    /** A cache keeps its books by the names that its clients give themselves. */
    @Test
    void aTokenIsGoodForTheMemberOnlyThatItWasMadeFor() throws Exception {
        var device = HolderId.of(new InstanceId(new UUID(1, 2)));
        String token = "Bearer "
                + mint(
                        Tokens.claims(Rank.FETCH, TokenSubject.of(device, Tokens.RELEASE), List.of("area-1")),
                        Tokens.KEY);
        String swarm = "/v1/releases/ims-client@4.2.1/swarm";

        assertEquals(
                200,
                send(cache, "GET", SEGMENT, "Authorization", token, MEMBER, "" + device)
                        .statusCode());
        var answer = send(cache, "GET", SEGMENT, "Authorization", token, MEMBER, "p-another");
        assertEquals(401, answer.statusCode());
        assertTrue(answer.body().contains("the token is another member's"), answer.body());
        assertTrue(
                send(cache, "POST", swarm, "Authorization", token).body().endsWith("false"), "of whom its body speaks");
    }

    @Test
    void aKeyThatIsBeingAskedForIsNoRefusal() throws Exception {
        keys = id -> new TokenKeys.Found.NotYet();
        var answer = get(cache, SEGMENT, Tokens.token());
        assertEquals(503, answer.statusCode());
        assertEquals("1", answer.headers().firstValue("Retry-After").orElseThrow());
    }

    @Test
    void aTokenThatWasVerifiedDiesWithItsKey() throws Exception {
        get(cache, SEGMENT, Tokens.token());
        String token = Tokens.token();
        assertEquals(200, get(cache, SEGMENT, token).statusCode());
        keys = Tokens.knowing(Tokens.OTHER_KEY);
        refused("the token's key is not published", token);
    }

    @Test
    void whileTokensAreBeingIntroducedNoneIsNeededButAWrongOneIsRefused() throws Exception {
        assertEquals(200, get(lenient, SEGMENT).statusCode());
        assertEquals(401, get(lenient, SEGMENT, "rubbish").statusCode());
    }

    @Test
    void whatIsVerifiedIsForgottenInTime() {
        var verified = new VerifiedTokens();
        var one = new TokenVerdict.Verified(Tokens.claims(Rank.FETCH, "area-1"), Tokens.KEY.id());
        for (int i = 0; i < 2 * VerifiedTokens.MAX_TOKENS; i++) {
            verified.keep("token " + i, one);
        }
        assertEquals(VerifiedTokens.MAX_TOKENS, verified.size());
        assertFalse(verified.find("token 0").isPresent());
    }

    private void refused(String reason, String token) throws Exception {
        var answer = get(cache, SEGMENT, token);
        assertEquals(401, answer.statusCode(), reason);
        assertEquals(
                "Bearer realm=\"patchwave\", error=\"invalid_token\", error_description=\"" + reason + "\"",
                challenge(answer));
        assertTrue(answer.body().contains(reason), answer.body());
    }

    private static String mint(TokenClaims claims, TokenKey key) {
        return TokenMint.mint(claims, key);
    }

    private HttpServer serve(TokenGate.Place place, boolean required) throws IOException {
        Route who = request -> Route.done(Response.text(200, who(request)));
        var router = new Router()
                .get("/healthz", who)
                .get("/v1/releases/{id}/manifest", who)
                .get("/v1/releases/{id}/content", who)
                .get("/v1/releases/{id}/anything", who)
                .get("/v1/releases/{id}/segments/{n}", who)
                .put("/v1/releases/{id}/segments/{n}", 100, who)
                .post("/v1/releases/{id}/resume", who)
                .post(
                        "/v1/releases/{id}/swarm",
                        request -> Route.done(
                                Response.text(200, who(request) + " " + request.mayBe(new HolderId("another")))))
                .guardedBy(new TokenGate(
                        place,
                        claims -> claims.opens("area-1"),
                        Tokens.ISSUER,
                        id -> keys.find(id),
                        required,
                        SKEW,
                        clock));
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return HttpServer.start(any, threads, HttpLimits.DEFAULT, router, uplink);
    }

    private static String who(Request request) {
        return request.bearer().map(Bearer::subject).orElse("nobody");
    }

    private HttpResponse<String> get(HttpServer server, String path) throws Exception {
        return send(server, "GET", path);
    }

    private HttpResponse<String> get(HttpServer server, String path, String token) throws Exception {
        return send(server, "GET", path, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> put(HttpServer server, String token) throws Exception {
        return send(server, "PUT", SEGMENT, "Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpServer server, String method, String path, String... fields)
            throws Exception {
        var uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        var request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String challenge(HttpResponse<String> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none");
    }
}
