package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Subscription.Effect;
import dev.patchwave.signal.sip.Subscription.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Alice's subscription, told with a clock that stands still until it is moved. */
class SubscriptionTest extends SubscriptionStory {
    @Test
    void aliceSubscribesIsNotifiedAndRefreshesWithTheEtag() {
        feed(new Event.Open());
        assertFalse(sent().dialog().isEstablished());
        feed(new Event.Answered(1, ok()));
        assertEquals(new UserAgentState.Subscribed(START.plusSeconds(86_400)), reported());

        feed(notice(1, "s1", "active;expires=86400", "m1"));
        assertEquals(List.of(200), replies);
        assertEquals(1, notices.size());

        assertEquals(START.plusSeconds(85_800), alice.nextDeadline().orElseThrow());
        wake();
        assertEquals(Optional.of("m1"), sent().suppressIfMatch());
        assertEquals(Optional.of("s1"), sent().dialog().remoteTag());
        assertEquals("sip:source@192.0.2.9:5060", sent().dialog().remoteTarget().orElseThrow());

        feed(new Event.Answered(2, SipResponse.of(204).withToTag("s1").with("Expires", "3600")));
        assertEquals(now.plusSeconds(3_000), alice.nextDeadline().orElseThrow());
    }

    @Test
    void theNoticeMayComeBeforeTheAnswer() {
        feed(new Event.Open());
        feed(notice(1, "s1", "active;expires=3600", "m1"));
        assertEquals(List.of(200), replies);
        feed(new Event.Answered(1, ok()));

        assertInstanceOf(UserAgentState.Subscribed.class, reported());
        assertEquals(START.plusSeconds(85_800), alice.nextDeadline().orElseThrow());
    }

    @Test
    void aSecondForkIsRefused() {
        feed(new Event.Open());
        feed(notice(1, "s1", "active", "m1"));
        feed(notice(1, "s2", "active", "m2"));

        assertEquals(List.of(200, 481), replies);
        assertEquals(1, notices.size());
    }

    @Test
    void anOldNoticeThatComesLateIsNotDelivered() {
        subscribed();
        feed(notice(5, "s1", "active", "m5"));
        feed(notice(4, "s1", "active", "m4"));

        assertEquals(List.of(200, 200, 500), replies);
    }

    @Test
    void whenTheNotifierForgotUsANewDialogIsBegunWithTheOldEtag() {
        subscribed();
        String before = dialog.callId();
        wake();
        feed(new Event.Answered(2, SipResponse.of(481)));

        assertNotEquals(before, sent().dialog().callId());
        assertFalse(sent().dialog().isEstablished());
        assertEquals(Optional.of("m1"), sent().suppressIfMatch());
    }

    @Test
    void aDeactivatedSubscriptionIsBegunAnewAtOnceButNotInALoop() {
        subscribed();
        now = now.plusSeconds(3_600);
        feed(notice(2, "s1", "terminated;reason=deactivated", "m1"));
        assertFalse(sent().dialog().isEstablished());

        feed(new Event.Answered(2, ok()));
        feed(notice(1, "s1", "terminated;reason=deactivated", "m1"));
        assertTrue(sends().isEmpty());
        assertTrue(alice.nextDeadline().orElseThrow().isAfter(now.plusSeconds(29)));
    }

    @Test
    void retryAfterOfATerminationIsObeyed() {
        subscribed();
        feed(notice(2, "s1", "terminated;reason=probation;retry-after=600", "m1"));

        Duration delay = Duration.between(now, alice.nextDeadline().orElseThrow());
        assertTrue(delay.toSeconds() >= 600 && delay.toSeconds() <= 900, delay::toString);
        wake();
        assertFalse(sent().dialog().isEstablished());
    }

    @Test
    void aRejectedSubscriptionRestsUntilItIsOpenedAgain() {
        subscribed();
        feed(notice(2, "s1", "terminated;reason=rejected", "m1"));
        assertEquals(new UserAgentState.SubscriptionEnded(0, "rejected", false), reported());
        assertTrue(alice.nextDeadline().isEmpty());

        feed(new Event.Open());
        assertFalse(sent().dialog().isEstablished());
    }

    @Test
    void aTerminationThatOvertakesTheAnswerStillEndsIt() {
        feed(new Event.Open());
        feed(notice(1, "s1", "terminated;reason=noresource", ""));
        feed(new Event.Answered(1, ok()));

        assertEquals(new UserAgentState.SubscriptionEnded(0, "noresource", false), reported());
        assertTrue(alice.nextDeadline().isEmpty());
    }

    @Test
    void withoutAnyNoticeThereIsNoSubscription() {
        feed(new Event.Open());
        feed(new Event.Answered(1, ok()));
        assertEquals(START.plusSeconds(32), alice.nextDeadline().orElseThrow());
        wake();

        assertEquals(new UserAgentState.SubscriptionEnded(0, "no NOTIFY followed", true), reported());
    }

    @Test
    void anUpgradeIsToldInsideTheDialogWithoutTheEtag() {
        subscribed();
        feed(new Event.Changed());

        assertEquals(Optional.of("s1"), sent().dialog().remoteTag());
        assertTrue(sent().suppressIfMatch().isEmpty());
    }

    @Test
    void anUpgradeDuringARefreshIsToldAfterIt() {
        subscribed();
        wake();
        feed(new Event.Changed());
        assertTrue(sends().isEmpty());
        feed(new Event.Answered(2, ok()));

        assertEquals(3, sent().exchange());
    }

    @Test
    void aPollAsksForNoTimeAndEndsWithItsNotice() {
        alice = Subscription.poll(RETRIES, new Random(1));
        feed(new Event.Open());
        assertEquals(0, sent().expiresSeconds());
        feed(new Event.Answered(1, RegistrationTest.challenge("n1")));
        feed(new Event.Answered(2, SipResponse.of(200).withToTag("s1").with("Expires", "0")));
        feed(notice(1, "s1", "terminated;reason=timeout", "m1"));

        assertEquals(new UserAgentState.PollEnded(true, "notified"), reported());
        assertEquals(1, notices.size());
        assertTrue(alice.nextDeadline().isEmpty());
    }

    @Test
    void aPollThatIsRefusedEndsWithTheReason() {
        alice = Subscription.poll(RETRIES, new Random(1));
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.of(404)));

        assertEquals(new UserAgentState.PollEnded(false, "404 Not Found"), reported());
        assertTrue(alice.nextDeadline().isEmpty());
    }

    @Test
    void closingUnsubscribes() {
        subscribed();
        feed(new Event.Close());

        assertEquals(0, sent().expiresSeconds());
        assertTrue(alice.nextDeadline().isEmpty());
    }

    @Test
    void noOrderOfEventsPutsTwoSubscribesInFlight() {
        for (int story = 0; story < 500; story++) {
            long seed = 9_000L + story;
            Random dice = new Random(seed);
            alice = Subscription.standing(Duration.ofHours(1), RETRIES, new Random(seed));
            now = START;
            Optional<Integer> inFlight = Optional.empty();
            for (int step = 0; step < 60; step++) {
                int exchange = inFlight.filter(e -> dice.nextInt(5) > 0).orElse(dice.nextInt(20));
                Event event = randomEvent(dice, exchange);
                if (event instanceof Event.DeadlinePassed
                        && alice.nextDeadline().isPresent()) {
                    Instant deadline = alice.nextDeadline().get();
                    now = deadline.isAfter(now) ? deadline : now;
                    inFlight =
                            Optional.empty(); // At worst its patience is over; less would only make the check easier.
                }
                boolean answers = event instanceof Event.Answered one && inFlight.equals(Optional.of(one.exchange()));
                boolean fails = event instanceof Event.Failed one && inFlight.equals(Optional.of(one.exchange()));
                inFlight = answers || fails ? Optional.empty() : inFlight;
                feed(event);
                assertTrue(sends().size() <= 1, "seed " + seed + " step " + step);
                for (Effect.Send send : sends()) {
                    assertTrue(inFlight.isEmpty(), "two in flight, seed " + seed + " step " + step);
                    inFlight = Optional.of(send.exchange());
                }
            }
        }
    }

    private Event randomEvent(Random dice, int exchange) {
        return switch (dice.nextInt(14)) {
            case 0 -> new Event.Open();
            case 1 -> new Event.Changed();
            case 2 -> new Event.Failed(exchange, "x");
            case 3 -> new Event.Answered(exchange, RegistrationTest.challenge("n" + dice.nextInt(3)));
            case 4, 5, 6 -> new Event.Answered(exchange, ok());
            case 7 -> new Event.Answered(exchange, SipResponse.of(400 + dice.nextInt(99)));
            case 8, 9 -> notice(dice.nextInt(9), "s" + dice.nextInt(2), "active;expires=" + dice.nextInt(4_000), "m");
            case 10 -> notice(dice.nextInt(9), "s1", "terminated;reason=deactivated", "m");
            case 11 -> notice(dice.nextInt(9), "s1", "terminated;reason=rejected", "m");
            default -> new Event.DeadlinePassed();
        };
    }
}
