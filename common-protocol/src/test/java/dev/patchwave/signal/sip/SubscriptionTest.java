package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Subscription.Effect;
import dev.patchwave.signal.sip.Subscription.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice's subscription, told with a clock that stands still until it is moved. */
class SubscriptionTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetryPolicy RETRIES = new RetryPolicy(Duration.ofSeconds(30), Duration.ofSeconds(1_800));

    private Subscription alice = Subscription.standing(Duration.ofDays(1), RETRIES, new Random(1));
    private Instant now = START;
    private List<Effect> effects = List.of();
    private final List<Integer> replies = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();
    private final List<SipRequest> notices = new ArrayList<>();
    private Dialog dialog = Dialog.fresh(new Random(2));

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

    /** The table of RFC 6665 4.1.3. A subscription of an hour has ended; what is next? */
    @ParameterizedTest
    @CsvSource(textBlock = """
            deactivated,                   0,   0
            deactivated;retry-after=600,   0,   0
            timeout,                       0,   0
            timeout;retry-after=600,       0,   0
            probation,                     30,  60
            probation;retry-after=600,     600, 900
            giveup,                        30,  60
            giveup;retry-after=600,        600, 900
            something-new,                 30,  60
            something-new;retry-after=600, 600, 900
            """)
    void howSoonANewSubscriptionFollowsATermination(String reason, long leastSeconds, long mostSeconds) {
        subscribed();
        now = now.plusSeconds(3_600);
        feed(notice(2, "s1", "terminated;reason=" + reason, "m1"));
        Instant ended = now;
        if (mostSeconds > 0) {
            assertTrue(sends().isEmpty());
            wake();
        }

        assertFalse(sent().dialog().isEstablished());
        assertEquals(Optional.of("m1"), sent().suppressIfMatch());
        long waited = Duration.between(ended, now).toSeconds();
        assertTrue(waited >= leastSeconds && waited <= mostSeconds, () -> reason + " waited " + waited);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rejected", "noresource", "invariant", "rejected;retry-after=600", "Rejected"})
    void afterSomeReasonsNoSubscriptionFollows(String reason) {
        subscribed();
        feed(notice(2, "s1", "terminated;reason=" + reason, "m1"));

        assertTrue(alice.nextDeadline().isEmpty());
        assertTrue(sends().isEmpty());
        assertFalse(assertInstanceOf(UserAgentState.SubscriptionEnded.class, reported())
                .retry());
    }

    @Test
    void aTerminationWithoutAReasonIsFollowedAfterAWait() {
        subscribed();
        feed(notice(2, "s1", "terminated", "m1"));

        assertTrue(sends().isEmpty());
        assertTrue(alice.nextDeadline().orElseThrow().isBefore(now.plusSeconds(61)));
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 489, 501})
    void whoDoesNotServeThePackageIsNotAskedAgainBeforeTheNextOpen(int status) {
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.of(status)));

        assertEquals(
                status,
                assertInstanceOf(UserAgentState.SubscriptionEnded.class, reported())
                        .status());
        assertTrue(alice.nextDeadline().isEmpty());
        assertTrue(doubts.isEmpty());
        feed(new Event.Open());
        assertEquals(2, sent().exchange());
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void overloadIsWaitedForAsLongAsAskedAndNotTogether(int status) {
        var waits = new TreeSet<Long>();
        for (int seed = 0; seed < 50; seed++) {
            alice = Subscription.standing(Duration.ofDays(1), RETRIES, new Random(seed));
            feed(new Event.Open());
            feed(new Event.Answered(1, SipResponse.of(status).with("Retry-After", "100")));
            waits.add(Duration.between(now, alice.nextDeadline().orElseThrow()).toMillis());
        }

        assertTrue(waits.first() >= 100_000 && waits.last() <= 150_000, waits::toString);
        assertTrue(waits.size() > 40, waits::toString);
        assertTrue(doubts.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404, 408, 430, 480, 504})
    void anAnswerOfANetworkThatDoesNotKnowUsRaisesDoubt(int status) {
        subscribed();
        wake();
        feed(new Event.Answered(2, SipResponse.of(status)));

        assertEquals(1, doubts.size());
        assertTrue(doubts.getFirst().contains(Integer.toString(status)), doubts::toString);
    }

    @Test
    void silenceRaisesDoubtButARefusalWithATimeDoesNot() {
        feed(new Event.Open());
        feed(new Event.Failed(1, "no answer"));
        assertEquals(List.of("SUBSCRIBE: no answer"), doubts);
        wake();
        feed(new Event.Answered(2, SipResponse.of(480).with("Retry-After", "60")));
        assertEquals(1, doubts.size());
    }

    @Test
    void absurdTimesDoNoHarm() {
        String absurd = "999999999999999999";
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.of(200).withToTag("s1").with("Expires", absurd)));
        feed(notice(1, "s1", "active;expires=" + absurd, "m1"));
        feed(notice(2, "s1", "terminated;reason=probation;retry-after=" + absurd, "m1"));

        assertTrue(alice.nextDeadline().orElseThrow().isBefore(now.plus(Duration.ofDays(2))));
        wake();
        feed(new Event.Answered(2, SipResponse.of(200).withToTag("s2").with("Expires", "0")));
        assertTrue(sends().isEmpty());
        assertTrue(alice.nextDeadline().orElseThrow().isAfter(now.plusSeconds(29)));
    }

    @ParameterizedTest
    @CsvSource({"1201, 601", "1200, 600", "1080, 540", "77760, 77160", "60, 30"})
    void theTimeGrantedIsRefreshedAsTs24229Says(long grantedSeconds, long refreshSeconds) {
        feed(new Event.Open());
        feed(notice(1, "s1", "active", "m1"));
        feed(new Event.Answered(1, SipResponse.of(200).withToTag("s1").with("Expires", "" + grantedSeconds)));

        assertEquals(now.plusSeconds(refreshSeconds), alice.nextDeadline().orElseThrow());
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

    private void subscribed() {
        feed(new Event.Open());
        feed(new Event.Answered(1, ok()));
        feed(notice(1, "s1", "active;expires=86400", "m1"));
    }

    private static SipResponse ok() {
        return SipResponse.of(200)
                .withToTag("s1")
                .with("Expires", "86400")
                .with("Contact", "<sip:source@192.0.2.9:5060>");
    }

    private Event notice(int cseq, String fromTag, String state, String etag) {
        SipHeaders headers = SipHeaders.of(
                "From",
                "<sip:software@op.example>;tag=" + fromTag,
                "To",
                "<sip:alice@op.example>;tag=" + dialog.localTag(),
                "Call-ID",
                dialog.callId(),
                "CSeq",
                cseq + " NOTIFY",
                "Contact",
                "<sip:source@192.0.2.9:5060>",
                "Event",
                "ua-profile",
                "Subscription-State",
                state);
        return new Event.Notified(
                new SipRequest(
                        "NOTIFY",
                        "sip:alice@192.0.2.1",
                        etag.isEmpty() ? headers : headers.with("SIP-ETag", etag),
                        SipBody.NONE,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_060),
                        SipTransport.UDP),
                response -> replies.add(response.status()));
    }

    private void feed(Event event) {
        effects = new ArrayList<>(alice.on(event, now));
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Send send -> dialog = send.dialog();
                case Effect.Reply(var answer, var response) -> answer.send(response);
                case Effect.Deliver(var notice) -> notices.add(notice);
                case Effect.Report report -> assertTrue(report.state() != null);
                case Effect.Doubt doubt -> doubts.add(doubt.reason());
            }
        }
    }

    private void wake() {
        now = alice.nextDeadline().orElseThrow();
        feed(alice.deadlinePassed());
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

    private UserAgentState reported() {
        return effects.stream()
                .filter(Effect.Report.class::isInstance)
                .map(effect -> ((Effect.Report) effect).state())
                .findFirst()
                .orElseThrow();
    }
}
