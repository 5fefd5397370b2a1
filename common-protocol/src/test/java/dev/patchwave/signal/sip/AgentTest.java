package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Agent.Effect;
import dev.patchwave.signal.sip.Agent.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bob behind a P-CSCF: what his registration does to his subscription and the other way round. */
class AgentTest {
    private static final SipResponse REGISTERED = SipResponse.of(200).with("Expires", "7200");
    private static final SipResponse SUBSCRIBED =
            SipResponse.of(200).withToTag("s1").with("Expires", "7200").with("Contact", "<sip:source@192.0.2.1>");

    private final Random random = new Random(1);
    private final Agent bob = new Agent(
            new Registration(
                    RegistrationTest.registrant("sip:bob@192.0.2.1:5062", true),
                    Duration.ofHours(2),
                    RetryPolicy.RFC_5626,
                    random),
            Optional.of(Subscription.standing(Duration.ofHours(2), RetryPolicy.RFC_5626, random)),
            () -> Subscription.poll(RetryPolicy.RFC_5626, random));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final List<Effect> effects = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 408, 430, 480, 504})
    void aRefusalOfACoreThatForgotBobMakesHimRegisterAndSubscribeAnewWithTheOldEtag(int status) {
        subscribed();
        String before = subscribe().dialog().callId();
        feed(new Event.Subscribing(false, new Subscription.Event.Changed()));
        feed(new Event.Subscribing(false, new Subscription.Event.Answered(2, SUBSCRIBED)));
        feed(notice(3, "m3"));
        now = now.plusSeconds(6_600);
        feed(new Event.DeadlinePassed());
        int exchange = subscribe().exchange();

        feed(new Event.Subscribing(false, new Subscription.Event.Answered(exchange, SipResponse.of(status))));
        int again = register().exchange();
        feed(new Event.Registering(new Registration.Event.Answered(again, REGISTERED)));

        assertNotEquals(before, subscribe().dialog().callId());
        assertEquals(Optional.of("m3"), subscribe().suppressIfMatch());
    }

    @Test
    void aLostFlowMakesHimRegisterAtOnceAndSubscribeAnew() {
        subscribed();
        String before = subscribe().dialog().callId();

        feed(new Event.Doubt("connection to the proxy lost"));
        int again = register().exchange();
        assertEquals(2, again);
        feed(new Event.Registering(new Registration.Event.Answered(again, REGISTERED)));

        assertNotEquals(before, subscribe().dialog().callId());
        assertEquals(Optional.of("m1"), subscribe().suppressIfMatch());
    }

    @Test
    void aServiceThatAlwaysRefusesIsAskedLessAndLess() {
        feed(new Event.Open());
        int asked = 0;
        int registered = 0;
        Instant end = now.plus(Duration.ofHours(24));
        while (now.isBefore(end)) {
            for (Effect effect : List.copyOf(effects)) {
                effects.clear();
                if (effect instanceof Effect.Register(var send)) {
                    registered++;
                    feed(new Event.Registering(new Registration.Event.Answered(send.exchange(), REGISTERED)));
                } else if (effect instanceof Effect.Subscribe(var poll, var send)) {
                    asked++;
                    feed(new Event.Subscribing(
                            poll, new Subscription.Event.Answered(send.exchange(), SipResponse.of(403))));
                }
            }
            if (effects.stream().noneMatch(one -> one instanceof Effect.Register || one instanceof Effect.Subscribe)) {
                effects.clear();
                now = bob.nextDeadline().orElseThrow();
                feed(new Event.DeadlinePassed());
            }
        }
        assertTrue(registered > 24 && registered < 150, "registered " + registered);
        assertTrue(asked < 300, "asked " + asked);
    }

    @Test
    void aServiceThatDoesNotKnowThePackageIsAskedAgainWithTheNextRegistration() {
        feed(new Event.Open());
        feed(new Event.Registering(new Registration.Event.Answered(1, REGISTERED)));
        feed(new Event.Subscribing(false, new Subscription.Event.Answered(1, SipResponse.of(489))));
        effects.clear();
        now = bob.nextDeadline().orElseThrow();
        feed(new Event.DeadlinePassed());
        int refresh = register().exchange();
        feed(new Event.Registering(new Registration.Event.Answered(refresh, REGISTERED)));

        assertEquals(2, subscribe().exchange());
    }

    @Test
    void anotherIdentityBeginsAnotherDialog() {
        subscribed();
        String before = subscribe().dialog().callId();
        now = now.plusSeconds(6_600);
        feed(new Event.Registering(new Registration.Event.Refresh()));
        int refresh = register().exchange();
        feed(new Event.Registering(new Registration.Event.Answered(
                refresh, REGISTERED.with("P-Associated-URI", "<sip:robert@op.example>"))));

        assertNotEquals(before, subscribe().dialog().callId());
        assertTrue(effects.stream()
                .anyMatch(one -> one instanceof Effect.Adopt(var standing)
                        && standing.identity().equals("sip:robert@op.example")));
    }

    @Test
    void whoIsClosingHasNoDoubts() {
        subscribed();
        feed(new Event.Close());
        effects.clear();
        feed(new Event.Doubt("too late"));

        assertTrue(effects.isEmpty());
    }

    private void subscribed() {
        feed(new Event.Open());
        feed(new Event.Registering(new Registration.Event.Answered(1, REGISTERED)));
        feed(new Event.Subscribing(false, new Subscription.Event.Answered(1, SUBSCRIBED)));
        feed(notice(1, "m1"));
    }

    private Event notice(int cseq, String etag) {
        Dialog dialog = subscribe().dialog();
        var notice = SipRequests.of(
                "NOTIFY", "sip:bob@192.0.2.1", cseq, "SIP-ETag", etag, "Subscription-State", "active;expires=7200");
        notice = SipRequests.with(notice, "From", "<sip:software@op.example>;tag=s1");
        notice = SipRequests.with(notice, "To", "<sip:bob@op.example>;tag=" + dialog.localTag());
        notice = SipRequests.with(notice, "Call-ID", dialog.callId());
        return new Event.Notified(notice, response -> assertEquals(200, response.status()));
    }

    private void feed(Event event) {
        effects.addAll(bob.on(event, now));
    }

    private Subscription.Effect.Send subscribe() {
        return effects.reversed().stream()
                .filter(Effect.Subscribe.class::isInstance)
                .map(effect -> ((Effect.Subscribe) effect).send())
                .findFirst()
                .orElseThrow();
    }

    private Registration.Effect.Send register() {
        return effects.reversed().stream()
                .filter(Effect.Register.class::isInstance)
                .map(effect -> ((Effect.Register) effect).send())
                .findFirst()
                .orElseThrow();
    }
}
