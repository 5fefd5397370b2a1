package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Registration.Effect;
import dev.patchwave.signal.sip.Registration.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bob's registration at a core that may forget him, told with a clock that stands still until it is moved. */
class RegistrationBehindProxyTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetryPolicy RETRIES = RetryPolicy.RFC_5626;
    private static final SipResponse OK = SipResponse.of(200)
            .with("Contact", "<sip:bob@192.0.2.1:5062>;expires=77760")
            .with("Service-Route", "<sip:orig@192.0.2.12:5060;lr>")
            .with("P-Associated-URI", "<sip:bob@op.example>");

    private final Registration bob = new Registration(
            RegistrationTest.registrant("sip:bob@192.0.2.1:5062", true), Duration.ofDays(1), RETRIES, new Random(1));
    private Instant now = START;
    private List<Effect> effects = List.of();

    @BeforeEach
    void register() {
        feed(new Event.Open());
        feed(new Event.Answered(1, OK));
    }

    @Test
    void whatTheNetworkGrantsIsAdoptedBeforeItIsTold() {
        var granted = new Standing("sip:bob@op.example", List.of("<sip:orig@192.0.2.12:5060;lr>"), Optional.empty());
        assertEquals(
                List.of(
                        new Effect.Adopt(granted),
                        new Effect.Report(new UserAgentState.Registered(START.plusSeconds(77_760)))),
                effects);
    }

    @Test
    void everyRegistrationReplacesTheServiceRoute() {
        wake();
        feed(new Event.Answered(2, SipResponse.of(200).with("Service-Route", "<sip:orig@192.0.2.13;lr>")));
        assertEquals(List.of("<sip:orig@192.0.2.13;lr>"), adopted().serviceRoutes());
        wake();
        feed(new Event.Answered(3, SipResponse.of(200)));
        assertEquals(List.of(), adopted().serviceRoutes());
    }

    @Test
    void anotherIdentityIsToldWhenItChangesAndOnlyThen() {
        var other = SipResponse.of(200).with("P-Associated-URI", "<tel:+99912345>, <sip:robert@op.example>");
        feed(new Event.Refresh());
        feed(new Event.Answered(2, other));
        assertEquals(
                new Effect.Report(new UserAgentState.IdentityReplaced("sip:bob@op.example", "sip:robert@op.example")),
                effects.get(1));
        feed(new Event.Refresh());
        feed(new Event.Answered(3, other));
        assertEquals(2, effects.size());
        assertEquals("sip:robert@op.example", adopted().identity());
    }

    @Test
    void theFirstDoubtIsFollowedAtOnceTheNextOnesEverLater() {
        feed(new Event.Doubt("connection lost"));
        assertEquals(86_400, sent().expiresSeconds());
        assertEquals(
                new Effect.Report(new UserAgentState.RegistrationFailed(0, "connection lost", now)),
                effects.getFirst());
        int exchange = 2;
        for (int doubts = 1; doubts <= 8; doubts++) {
            feed(new Event.Answered(exchange, OK));
            feed(new Event.Doubt("again"));
            assertTrue(sends().isEmpty());
            feed(new Event.Doubt("and again"));
            assertTrue(effects.isEmpty());
            Duration wait = Duration.between(now, bob.nextDeadline().orElseThrow());
            long upper = Math.min(1_800, 30L << doubts);
            assertTrue(wait.toSeconds() >= upper / 2 && wait.toSeconds() <= upper, wait::toString);
            wake();
            exchange++;
            assertEquals(exchange, sent().exchange());
        }
        feed(new Event.Answered(exchange, OK));

        now = now.plusSeconds(3_700); // Peace for longer than any wait: the next doubt is a first one again.
        feed(new Event.Doubt("much later"));
        assertEquals(exchange + 1, sent().exchange());
    }

    @Test
    void whileItComesBackADoubtChangesNothing() {
        feed(new Event.Doubt("first"));
        feed(new Event.Doubt("in flight"));
        assertTrue(effects.isEmpty());
        feed(new Event.Failed(2, "no answer"));
        Instant next = bob.nextDeadline().orElseThrow();
        assertTrue(next.isAfter(now.plusSeconds(29)));
        feed(new Event.Doubt("waiting"));
        assertTrue(effects.isEmpty());
        assertEquals(next, bob.nextDeadline().orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 408, 430, 480, 504})
    void aRefreshThatTheNetworkDoesNotKnowIsRepeatedOnceAtOnce(int status) {
        wake();
        feed(new Event.Answered(2, SipResponse.of(status)));
        assertEquals(3, sent().exchange());
        assertTrue(sent().challenge().isEmpty());

        feed(new Event.Answered(3, SipResponse.of(status)));
        assertTrue(sends().isEmpty());
        assertTrue(bob.nextDeadline().orElseThrow().isAfter(now.plusSeconds(29)));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 500, 503})
    void aRefreshThatFailsOtherwiseIsRepeatedAfterAWait(int status) {
        wake();
        feed(new Event.Answered(2, SipResponse.of(status)));

        assertTrue(sends().isEmpty());
        assertTrue(bob.nextDeadline().orElseThrow().isAfter(now.plusSeconds(29)));
    }

    @Test
    void aSilentRefreshIsRepeatedOnceAtOnce() {
        wake();
        feed(new Event.Failed(2, "no answer"));

        assertEquals(3, sent().exchange());
        assertEquals(
                0,
                assertInstanceOf(UserAgentState.RegistrationFailed.class, ((Effect.Report) effects.getFirst()).state())
                        .status());
    }

    private void feed(Event event) {
        effects = bob.on(event, now);
    }

    private void wake() {
        now = bob.nextDeadline().orElseThrow();
        feed(bob.deadlinePassed());
    }

    private List<Effect.Send> sends() {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(Effect.Send.class::cast)
                .toList();
    }

    private Effect.Send sent() {
        return sends().getFirst();
    }

    private Standing adopted() {
        return effects.stream()
                .filter(Effect.Adopt.class::isInstance)
                .map(effect -> ((Effect.Adopt) effect).standing())
                .findFirst()
                .orElseThrow();
    }
}
