package dev.patchwave.source.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.Whose;
import dev.patchwave.source.token.TokenOffice;
import dev.patchwave.source.token.TokenTerms;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.TestRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenDeskTest {
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final SubscriberId MALLORY = new SubscriberId("sip:mallory@op.example");
    private static final InstanceId ALICES = new InstanceId(new UUID(1, 2));
    private static final InstanceId NOBODYS = new InstanceId(new UUID(3, 4));
    private static final DomainId HOME = new DomainId("area-1");
    private static final TestRelease RELEASE = TestRelease.of(1 << 16, 1);

    @TempDir
    private Path directory;

    private ReleaseStore releases;
    private TokenOffice office;
    private TokenDesk desk;

    @BeforeEach
    void open() throws IOException {
        releases = ReleaseStore.open(directory.resolve("releases"));
        releases.create(RELEASE.signed());
        var caches = new CacheSites(List.of(HOME), List.of());
        var terms = new TokenTerms(
                "sip:software@op.example", Duration.ofHours(12), Duration.ofSeconds(30), Duration.ZERO, Map.of());
        office = TokenOffice.open(directory.resolve("keys"), terms, caches, Clock.systemUTC());
        desk = new TokenDesk(
                Optional.of(office),
                releases,
                caches,
                release -> false,
                instance -> CompletableFuture.completedFuture(
                        Optional.of(new Whose(ALICE, HOME)).filter(alice -> instance.equals(ALICES))));
    }

    @AfterEach
    void close() throws IOException {
        office.close();
        releases.close();
    }

    @Test
    void whoHasTheDeviceIsGivenItsToken() {
        var answer = ask(ALICE, ALICES);

        assertEquals(200, answer.status());
        assertTrue(answer.headers().first(Signal.TokenAsk.TOKEN_HEADER).isPresent());
    }

    @Test
    void nobodyIsGivenATokenForTheDeviceOfAnotherOrOfNobody() {
        assertEquals(403, ask(MALLORY, ALICES).status());
        assertEquals(403, ask(ALICE, NOBODYS).status());
        assertEquals(
                Optional.empty(), ask(MALLORY, ALICES).headers().first(Signal.TokenAsk.TOKEN_HEADER), "and no token");
    }

    private SipResponse ask(SubscriberId sender, InstanceId instance) {
        return desk.answer(
                        sender, new Signal.TokenAsk(instance, RELEASE.manifest().release(), false))
                .join();
    }
}
