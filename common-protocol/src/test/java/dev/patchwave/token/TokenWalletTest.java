package dev.patchwave.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.loop.StandingClock;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.token.TokenClaims.Rank;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenWalletTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final StandingClock clock = new StandingClock(Tokens.NOW);
    private final List<ReleaseId> asked = new CopyOnWriteArrayList<>();
    private volatile boolean answers = true;

    @Test
    void theFirstIsAskedForWhenItIsNeeded() throws Exception {
        var wallet = wallet();
        assertEquals(List.of(), asked);
        wallet.ready(Tokens.RELEASE, SOON).get(5, TimeUnit.SECONDS);
        assertTrue(wallet.tokenFor(Tokens.RELEASE).isPresent());
        assertEquals(List.of(Tokens.RELEASE), asked);
        assertTrue(wallet.vouchesFor(Tokens.KEY.id()));
        assertEquals(Optional.of("area-1"), wallet.domain());
    }

    @Test
    void theNextIsAskedForBeforeTheLastIsOver() throws Exception {
        var wallet = wallet();
        wallet.ready(Tokens.RELEASE, SOON).get(5, TimeUnit.SECONDS);
        clock.pass(Tokens.LIFE.multipliedBy(59).dividedBy(100));
        wallet.tokenFor(Tokens.RELEASE);
        assertEquals(1, asked.size());
        clock.pass(Tokens.LIFE.multipliedBy(22).dividedBy(100));
        var old = wallet.tokenFor(Tokens.RELEASE);
        assertEquals(2, asked.size());
        assertTrue(old.isPresent());
        assertNotEquals(old, wallet.tokenFor(Tokens.RELEASE));
    }

    @Test
    void whoSleptPastTheEndRecovers() throws Exception {
        var wallet = wallet();
        wallet.ready(Tokens.RELEASE, SOON).get(5, TimeUnit.SECONDS);
        clock.pass(Tokens.LIFE.multipliedBy(3));
        wallet.tokenFor(Tokens.RELEASE);
        wallet.ready(Tokens.RELEASE, SOON).get(5, TimeUnit.SECONDS);
        assertTrue(wallet.tokenFor(Tokens.RELEASE).isPresent());
        assertEquals(2, asked.size());
    }

    @Test
    void aRefusedOneIsReplacedButNotWithoutEnd() throws Exception {
        var wallet = wallet();
        wallet.ready(Tokens.RELEASE, SOON).get(5, TimeUnit.SECONDS);
        for (int i = 0; i < 100; i++) {
            clock.pass(Duration.ofMillis(500));
            wallet.refused(Tokens.RELEASE);
        }
        assertTrue(asked.size() > 2 && asked.size() < 15, asked.size() + " in 50 s");
    }

    @Test
    void nobodyAsksOnTheThreadThatNeedsTheToken() throws Exception {
        var later = new LinkedBlockingQueue<Runnable>();
        var wallet = new TokenWallet(this::ask, Optional.empty(), clock, clock, new Random(1), later::add);

        wallet.tokenFor(Tokens.RELEASE);
        wallet.refused(Tokens.RELEASE);

        assertEquals(List.of(), asked);
        later.remove().run();
        assertEquals(List.of(Tokens.RELEASE), asked);
    }

    @Test
    void aSilentServiceIsAskedEverMoreSeldom() {
        answers = false;
        var wallet = wallet();
        for (int i = 0; i < 600; i++) {
            clock.pass(Duration.ofSeconds(1));
            assertTrue(wallet.tokenFor(Tokens.RELEASE).isEmpty());
        }
        assertTrue(asked.size() >= 5 && asked.size() < 20, asked.size() + " in 10 min");
    }

    @Test
    void aRestartNeedsNoAnswer() throws Exception {
        wallet().ready(Tokens.RELEASE, SOON).get(5, TimeUnit.SECONDS);
        answers = false;
        assertTrue(wallet().tokenFor(Tokens.RELEASE).isPresent());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("tokens"))));
    }

    private TokenWallet wallet() {
        return new TokenWallet(
                this::ask, Optional.of(directory.resolve("tokens")), clock, clock, new Random(1), Runnable::run);
    }

    private CompletableFuture<Optional<String>> ask(ReleaseId release) {
        asked.add(release);
        var now = clock.instant();
        var claims = new TokenClaims(
                Tokens.ISSUER, "i-1", Rank.FETCH, List.of("area-1"), release, now, now.plus(Tokens.LIFE));
        return CompletableFuture.completedFuture(
                Optional.of(claims).filter(any -> answers).map(known -> TokenMint.mint(known, Tokens.KEY)));
    }
}
