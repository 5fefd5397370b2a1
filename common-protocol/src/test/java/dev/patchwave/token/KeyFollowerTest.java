package dev.patchwave.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import dev.patchwave.loop.StandingClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Follows the keys of a server that the test writes. */
class KeyFollowerTest {
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final StandingClock clock = new StandingClock(Tokens.NOW);
    private final HttpThreads threads = HttpThreads.start("keys", 1, 2);
    private final Uplink uplink = Uplink.unlimited();
    private final HttpFetcher fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.empty());
    private final AtomicInteger asked = new AtomicInteger();
    private volatile byte[] published = set(Tokens.KEY);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        var router = new Router().get(KeyFollower.PATH, request -> {
            asked.incrementAndGet();
            return Route.done(Response.json(200, published));
        });
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.start(any, threads, HttpLimits.DEFAULT, router, uplink);
    }

    @AfterEach
    void stop() {
        fetcher.close();
        server.close();
        threads.close();
    }

    @Test
    void aKeyThatOurOwnTokenNamesIsBelievedWhoeverBringsIt() {
        try (var keys = following(Tokens.KEY.id())) {
            awaitKnown(keys, Tokens.KEY);
            assertEquals(1, asked.get());
        }
    }

    @Test
    void aSetThatNobodyVouchesForIsNot() {
        published = set(Tokens.OTHER_KEY);
        try (var keys = following(Tokens.KEY.id())) {
            Awaitility.await().atMost(SOON).until(() -> asked.get() > 0);
            clock.pass(Duration.ofSeconds(30));
            Awaitility.await().atMost(SOON).until(() -> asked.get() > 1);
            assertInstanceOf(TokenKeys.Found.NotYet.class, keys.find(Tokens.OTHER_KEY.id()));
        }
    }

    @Test
    void aKeyThatAKnownOneSignedForIsLearntWhenATokenNamesIt() {
        try (var keys = following(Tokens.KEY.id())) {
            awaitKnown(keys, Tokens.KEY);
            published = set(Tokens.KEY, Tokens.OTHER_KEY);
            assertInstanceOf(TokenKeys.Found.Unknown.class, keys.find(Tokens.OTHER_KEY.id()), "just looked");
            clock.pass(Duration.ofSeconds(KeyFollower.LEAST_SECONDS_BETWEEN));
            assertInstanceOf(TokenKeys.Found.NotYet.class, keys.find(Tokens.OTHER_KEY.id()));
            awaitKnown(keys, Tokens.OTHER_KEY);
            assertEquals(2, asked.get());
        }
    }

    @Test
    void madeUpKeysDoNotMakeUsAskWithoutEnd() {
        try (var keys = following(Tokens.KEY.id())) {
            awaitKnown(keys, Tokens.KEY);
            for (int i = 0; i < 1_000; i++) {
                assertInstanceOf(TokenKeys.Found.Unknown.class, keys.find("made-up-" + i));
            }
            assertEquals(1, asked.get());
        }
    }

    @Test
    void aWithdrawnKeyIsForgottenAndAnOldSetDoesNotBringItBack() {
        byte[] both = TokenKeySet.write(List.of(Tokens.KEY, Tokens.OTHER_KEY), Tokens.NOW, Tokens.LIFE);
        published = both;
        try (var keys = following(Tokens.KEY.id())) {
            awaitKnown(keys, Tokens.OTHER_KEY);
            clock.pass(SELDOM);
            published = TokenKeySet.write(List.of(Tokens.KEY), clock.instant(), Tokens.LIFE);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> !(keys.find(Tokens.OTHER_KEY.id()) instanceof TokenKeys.Found.Known));
            published = both;
            clock.pass(SELDOM);
            int before = asked.get();
            Awaitility.await().atMost(SOON).until(() -> asked.get() > before);
            assertInstanceOf(TokenKeys.Found.Known.class, keys.find(Tokens.KEY.id()));
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> keys.find(Tokens.OTHER_KEY.id()) instanceof TokenKeys.Found.Unknown);
        }
    }

    @Test
    void aRestartKnowsWhatWasKnownUntilItIsOver() {
        try (var keys = following(Tokens.KEY.id())) {
            awaitKnown(keys, Tokens.KEY);
            Awaitility.await()
                    .atMost(SOON)
                    .until(() -> directory.resolve("keys").toFile().exists());
        }
        var again = new KeyFollower(directory.resolve("keys"), id -> false, SELDOM, clock, clock);
        try (again) {
            assertInstanceOf(TokenKeys.Found.Known.class, again.find(Tokens.KEY.id()));
            clock.pass(Tokens.LIFE);
            assertInstanceOf(TokenKeys.Found.NotYet.class, again.find(Tokens.KEY.id()));
        }
    }

    @Test
    void whoWaitsForKeysHasThemAsSoonAsTheyAreBelieved() throws Exception {
        try (var keys = following(Tokens.KEY.id())) {
            keys.known().get(5, TimeUnit.SECONDS);
            assertInstanceOf(TokenKeys.Found.Known.class, keys.find(Tokens.KEY.id()));
            keys.known().get(0, TimeUnit.SECONDS);
        }
    }

    /** As long as what is known lasts, and longer: whoever brings a set, it is believed by its signature. */
    @Test
    void whileTheFirstIsAwayTheNextIsAskedBeforeWhatIsKnownEnds() {
        var nobody = URI.create("http://127.0.0.1:1/v1/releases/a@1/manifest");
        var away = new AtomicBoolean();
        var keys = new KeyFollower(directory.resolve("keys"), Tokens.KEY.id()::equals, SELDOM, clock, clock);
        try (keys) {
            keys.start(fetcher, () -> away.get() ? List.of(nobody, there()) : List.of(there()));
            awaitKnown(keys, Tokens.KEY);
            away.set(true);
            clock.pass(SELDOM);
            published = TokenKeySet.write(List.of(Tokens.KEY, Tokens.OTHER_KEY), clock.instant(), Tokens.LIFE);

            Awaitility.await().atMost(SOON).until(() -> {
                clock.pass(Duration.ofSeconds(1));
                return keys.find(Tokens.OTHER_KEY.id()) instanceof TokenKeys.Found.Known;
            });
            clock.pass(Tokens.LIFE.minus(Duration.ofMinutes(10)));
            assertInstanceOf(TokenKeys.Found.Known.class, keys.find(Tokens.KEY.id()), "by the second set");
        }
    }

    @Test
    void whereNobodyAnswersItIsAskedEverMoreSlowly() {
        assertEquals(Duration.ZERO, KeyFollower.waitAfter(0));
        assertEquals(Duration.ofSeconds(1), KeyFollower.waitAfter(1));
        assertEquals(Duration.ofSeconds(64), KeyFollower.waitAfter(7));
        assertEquals(Duration.ofMinutes(2), KeyFollower.waitAfter(8));
        assertEquals(Duration.ofMinutes(2), KeyFollower.waitAfter(Integer.MAX_VALUE));
    }

    private KeyFollower following(String vouchedFor) {
        var keys = new KeyFollower(directory.resolve("keys"), vouchedFor::equals, SELDOM, clock, clock);
        keys.start(fetcher, () -> List.of(there()));
        return keys;
    }

    private URI there() {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/releases/a@1/manifest");
    }

    private static void awaitKnown(KeyFollower keys, TokenKey key) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .atMost(SOON)
                .until(() -> keys.find(key.id()) instanceof TokenKeys.Found.Known);
    }

    private static byte[] set(TokenKey... keys) {
        return TokenKeySet.write(List.of(keys), Tokens.NOW, Tokens.LIFE);
    }
}
