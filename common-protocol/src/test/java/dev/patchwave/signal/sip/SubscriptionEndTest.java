package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Subscription.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How Alice's subscription ends, and what follows. */
class SubscriptionEndTest extends SubscriptionStory {
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
}
