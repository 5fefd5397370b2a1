package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.sip.Registration.Effect;
import dev.patchwave.signal.sip.Registration.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bob's registration, told with a clock that stands still until it is moved. */
class RegistrationTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetryPolicy RETRIES = new RetryPolicy(Duration.ofSeconds(30), Duration.ofSeconds(1_800));
    private static final SipResponse OK = SipResponse.of(200).with("Expires", "7200");
    private static final SipResponse CHALLENGE = challenge("n1");

    private final Registration bob =
            new Registration(registrant("sip:bob@192.0.2.1:5062", false), Duration.ofDays(1), RETRIES, new Random(1));
    private Instant now = START;
    private List<Effect> effects = List.of();

    @Test
    void bobRegistersAnswersTheChallengeAndRefreshesInTime() {
        feed(new Event.Open());
        assertEquals(new Effect.Send(1, 1, 86_400, Optional.empty()), sent());

        feed(new Event.Answered(1, CHALLENGE));
        assertEquals(2, sent().cseq());
        assertTrue(sent().challenge().isPresent());

        feed(new Event.Answered(2, OK));
        assertEquals(List.of(new Effect.Report(new UserAgentState.Registered(START.plusSeconds(7_200)))), effects);
        assertEquals(START.plusSeconds(6_600), bob.nextDeadline().orElseThrow());

        wake();
        assertEquals(new Effect.Send(3, 3, 86_400, Optional.empty()), sent());
    }

    @Test
    void aShortGrantIsRefreshedAtHalfItsTime() {
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.of(200).with("Expires", "600")));

        assertEquals(START.plusSeconds(300), bob.nextDeadline().orElseThrow());
    }

    /** TS 24.229 5.1.1.4.1; the network may grant less than was asked for, often 90 %. */
    @ParameterizedTest
    @CsvSource({"1201, 601", "1200, 600", "1080, 540", "77760, 77160", "60, 30"})
    void theTimeGrantedIsRefreshedAsTs24229Says(long grantedSeconds, long refreshSeconds) {
        feed(new Event.Open());
        feed(new Event.Answered(
                1, SipResponse.of(200).with("Contact", "<sip:bob@192.0.2.1:5062>;expires=" + grantedSeconds)));

        assertEquals(START.plusSeconds(refreshSeconds), bob.nextDeadline().orElseThrow());
        assertEquals(new UserAgentState.Registered(START.plusSeconds(grantedSeconds)), reported());
    }

    @Test
    void whereTheNetworkRewroteOurUriTheInstanceFindsTheGrant() {
        feed(new Event.Open());
        feed(new Event.Answered(
                1,
                SipResponse.of(200)
                        .with("Contact", "<sip:bob@198.51.100.7:5060>;expires=10")
                        .with(
                                "Contact",
                                "<sip:bob@203.0.113.9:40001>;expires=2000;+sip.instance=\"<"
                                        + new InstanceId(new UUID(1, 2)) + ">\"")));

        assertEquals(START.plusSeconds(1_400), bob.nextDeadline().orElseThrow());
    }

    @Test
    void absurdTimesDoNoHarm() {
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.of(503).with("Retry-After", "999999999999999999")));
        assertTrue(bob.nextDeadline().orElseThrow().isBefore(now.plus(Duration.ofDays(2))));
        wake();
        feed(new Event.Answered(2, SipResponse.of(200).with("Expires", "999999999999999999")));
        assertInstanceOf(UserAgentState.Registered.class, reported());
        feed(new Event.Refresh());
        feed(new Event.Answered(3, SipResponse.of(200).with("Expires", "0")));
        assertInstanceOf(UserAgentState.RegistrationFailed.class, reported());
        assertTrue(bob.nextDeadline().orElseThrow().isAfter(now.plusSeconds(29)));
    }

    @Test
    void standaloneADoubtChangesNothing() {
        feed(new Event.Open());
        feed(new Event.Answered(1, OK));
        feed(new Event.Doubt("MESSAGE: 403 Forbidden"));

        assertTrue(effects.isEmpty());
        assertEquals(START.plusSeconds(6_600), bob.nextDeadline().orElseThrow());
    }

    @Test
    void whatCountsIsTheGrantOfOurOwnContact() {
        feed(new Event.Open());
        feed(new Event.Answered(
                1,
                SipResponse.of(200)
                        .with("Contact", "<sip:bob@198.51.100.7:5060>;expires=10")
                        .with(
                                "Contact",
                                "<sip:bob@192.0.2.1:5062;transport=udp>;expires=2000;+sip.instance=\"<urn:uuid:x>\"")
                        .with("Expires", "99")));

        assertEquals(START.plusSeconds(1_400), bob.nextDeadline().orElseThrow());
    }

    @Test
    void aSecondChallengeWithAnotherNonceIsAnsweredToo() {
        feed(new Event.Open());
        feed(new Event.Answered(1, CHALLENGE));
        feed(new Event.Answered(2, challenge("n2")));
        assertEquals(3, sent().exchange());
        feed(new Event.Answered(3, OK));

        assertInstanceOf(UserAgentState.Registered.class, reported());
    }

    @Test
    void aWrongPasswordIsToldAndTriedAgainOnlyAfterAWait() {
        feed(new Event.Open());
        feed(new Event.Answered(1, CHALLENGE));
        feed(new Event.Answered(2, CHALLENGE));

        var failed = assertInstanceOf(UserAgentState.RegistrationFailed.class, reported());
        assertEquals(401, failed.status());
        assertFalse(failed.retryAt().isBefore(START.plusSeconds(30)));
    }

    @Test
    void theFourthChallengeInARowIsAWrongPassword() {
        feed(new Event.Open());
        for (int i = 1; i <= 4; i++) {
            feed(new Event.Answered(i, challenge("n" + i)));
        }

        assertEquals(
                401,
                assertInstanceOf(UserAgentState.RegistrationFailed.class, reported())
                        .status());
    }

    @Test
    void failuresInARowAreWaitedForLongerAndLonger() {
        feed(new Event.Open());
        Duration longest = Duration.ZERO;
        for (int failures = 1; failures <= 10; failures++) {
            feed(new Event.Failed(failures, "no answer"));
            Duration upper = Duration.ofSeconds(Math.min(1_800, 30L << failures));
            Duration delay = Duration.between(now, bob.nextDeadline().orElseThrow());
            assertTrue(delay.compareTo(upper) <= 0 && delay.compareTo(upper.dividedBy(2)) >= 0, delay::toString);
            longest = delay.compareTo(longest) > 0 ? delay : longest;
            wake();
        }
        assertTrue(longest.compareTo(Duration.ofMinutes(15)) >= 0, longest::toString);

        feed(new Event.Answered(11, OK));
        feed(new Event.Failed(11, "late")); // Of an exchange that is over.
        wake();
        feed(new Event.Failed(12, "no answer"));
        assertTrue(Duration.between(now, bob.nextDeadline().orElseThrow()).toSeconds() <= 60);
    }

    @Test
    void retryAfterIsObeyedAndSpread() {
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.later(Duration.ofSeconds(100))));

        Duration delay = Duration.between(now, bob.nextDeadline().orElseThrow());
        assertTrue(delay.toSeconds() >= 100 && delay.toSeconds() <= 150, delay::toString);
    }

    @Test
    void tooBriefAnIntervalIsAskedForAgainAsLongAsWanted() {
        feed(new Event.Open());
        feed(new Event.Answered(1, SipResponse.of(423).with("Min-Expires", "100000")));

        assertEquals(100_000, sent().expiresSeconds());
    }

    @Test
    void closingDeregisters() {
        feed(new Event.Open());
        feed(new Event.Answered(1, OK));
        feed(new Event.Close());
        assertEquals(0, sent().expiresSeconds());
        feed(new Event.Answered(2, CHALLENGE));
        assertEquals(0, sent().expiresSeconds());
        feed(new Event.Answered(3, SipResponse.of(200)));

        assertEquals(new UserAgentState.Closed(), reported());
        assertTrue(bob.nextDeadline().isEmpty());
    }

    @Test
    void closingWhileRegisteringWaitsForTheAnswerFirst() {
        feed(new Event.Open());
        feed(new Event.Close());
        assertTrue(effects.isEmpty());
        feed(new Event.Answered(1, OK));

        assertEquals(0, sent().expiresSeconds());
    }

    @Test
    void closingDoesNotWaitForASilentRegistrar() {
        feed(new Event.Open());
        feed(new Event.Answered(1, OK));
        feed(new Event.Close());
        wake();

        assertEquals(new UserAgentState.Closed(), reported());
        assertTrue(Duration.between(START, now).toSeconds() <= 3);
    }

    @Test
    void noOrderOfEventsPutsTwoRegistersInFlightOrLeavesAnOpenRegistrationAsleep() {
        for (int story = 0; story < 500; story++) {
            long seed = 4_000L + story;
            Random dice = new Random(seed);
            Registration one = new Registration(
                    registrant("sip:a@b:1", dice.nextBoolean()), Duration.ofHours(1), RETRIES, new Random(seed));
            Instant time = START;
            Optional<Integer> inFlight = Optional.empty();
            boolean opened = false;
            for (int step = 0; step < 60; step++) {
                int exchange = inFlight.filter(e -> dice.nextInt(5) > 0).orElse(dice.nextInt(20));
                Event event = switch (dice.nextInt(13)) {
                    case 0, 1 -> new Event.Open();
                    case 2 -> step > 40 ? new Event.Close() : new Event.DeadlinePassed();
                    case 3, 4 -> new Event.Failed(exchange, "x");
                    case 5, 6 -> new Event.Answered(exchange, challenge("n" + dice.nextInt(3)));
                    case 7, 8 ->
                        new Event.Answered(exchange, SipResponse.of(200).with("Expires", "" + dice.nextInt(4_000)));
                    case 9 -> new Event.Answered(exchange, SipResponse.of(400 + dice.nextInt(99)));
                    case 10 -> new Event.Doubt("x");
                    default -> new Event.DeadlinePassed();
                };
                opened |= event instanceof Event.Open;
                if (event instanceof Event.DeadlinePassed && one.nextDeadline().isPresent()) {
                    Instant deadline = one.nextDeadline().get();
                    boolean patience = inFlight.isPresent() && dice.nextBoolean();
                    time = !patience && deadline.isAfter(time) ? deadline : time;
                }
                boolean ends = endsFlight(event, inFlight) || isPatienceOver(one, time, event);
                inFlight = ends ? Optional.empty() : inFlight;
                long sends = 0;
                for (Effect effect : one.on(event, time)) {
                    if (effect instanceof Effect.Send send) {
                        sends++;
                        assertTrue(inFlight.isEmpty(), "two in flight, seed " + seed + " step " + step);
                        inFlight = Optional.of(send.exchange());
                    }
                }
                assertTrue(sends <= 1, "seed " + seed);
                assertTrue(
                        !opened || one.isClosed() || one.nextDeadline().isPresent(),
                        "asleep for ever, seed " + seed + " step " + step);
            }
        }
    }

    private static boolean endsFlight(Event event, Optional<Integer> inFlight) {
        return switch (event) {
            case Event.Answered answered -> inFlight.equals(Optional.of(answered.exchange()));
            case Event.Failed failed -> inFlight.equals(Optional.of(failed.exchange()));
            default -> false;
        };
    }

    private static boolean isPatienceOver(Registration one, Instant time, Event event) {
        return event instanceof Event.DeadlinePassed
                && one.nextDeadline().filter(at -> !at.isAfter(time)).isPresent();
    }

    static SipResponse challenge(String nonce) {
        return SipResponse.of(401)
                .with(
                        "WWW-Authenticate",
                        "Digest realm=\"op.example\", nonce=\"" + nonce + "\", qop=\"auth\", algorithm=MD5");
    }

    static Registrant registrant(String contactUri, boolean behindProxy) {
        return new Registrant("sip:bob@op.example", contactUri, new InstanceId(new UUID(1, 2)), behindProxy);
    }

    private void feed(Event event) {
        effects = new ArrayList<>(bob.on(event, now));
    }

    private void wake() {
        now = bob.nextDeadline().orElseThrow();
        feed(bob.deadlinePassed());
    }

    private Effect.Send sent() {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(Effect.Send.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private UserAgentState reported() {
        return effects.stream()
                .filter(Effect.Report.class::isInstance)
                .map(effect -> ((Effect.Report) effect).state())
                .findFirst()
                .orElseThrow();
    }
}
