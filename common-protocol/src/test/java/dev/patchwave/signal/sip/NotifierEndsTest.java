package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a subscription lives, and how it ends (RFC 6665). */
class NotifierEndsTest extends NotifierScene {
    @Test
    void whatIsNotRefreshedEnds() {
        var answer = subscribe(request(1, "Expires", "100"), NEWS);
        Instant end = store.nextEnd().orElseThrow();

        assertEquals(new NotifyDecision.Gone(), notifier.notify(answer.record().id(), NEWS, end));
        assertEquals(
                481,
                assertInstanceOf(SubscribeDecision.Refused.class, notifier.receive(inDialog(answer, 2), ALICE, end))
                        .response()
                        .status());
        var ended = notifier.expire(end, 10);

        assertEquals(
                Optional.of("terminated;reason=timeout"),
                ended.getFirst().notification().headers().first("Subscription-State"));
        assertEquals(List.of(), notifier.expire(end, 10));
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 408, 410, 416, 477, 480, 481, 482, 483, 484, 485, 489, 501, 604})
    void theseAnswersEndASubscription(int status) {
        var answer = subscribe(request(1), NEWS);

        var outcome = notifier.answered(answer.record().id(), SipResponse.of(status));

        assertInstanceOf(NotifyOutcome.Ended.class, outcome);
        assertEquals(0, store.count());
    }

    @Test
    void overloadAndRefusalKeepASubscriptionAndSilenceEndsIt() {
        var id = subscribe(request(1), NEWS).record().id();

        assertEquals(
                new NotifyOutcome.Overloaded(Duration.ofSeconds(9)),
                notifier.answered(id, SipResponse.later(Duration.ofSeconds(9))));
        assertEquals(
                new NotifyOutcome.Overloaded(NotifyOutcome.USUAL_RETRY_AFTER),
                notifier.answered(id, SipResponse.of(503)));
        assertEquals(new NotifyOutcome.Refused(415), notifier.answered(id, SipResponse.of(415)));
        assertEquals(new NotifyOutcome.Unreachable(), notifier.failed(id, new SipUnreachable("refused")));
        assertEquals(new NotifyOutcome.Delivered(), notifier.answered(id, SipResponse.of(200)));
        assertEquals(1, store.count());
        assertInstanceOf(NotifyOutcome.Ended.class, notifier.failed(id, new SipTimeout("32 s")));
        assertEquals(0, store.count());
    }

    @Test
    void aMovedSubscriptionIsToldSo() {
        var id = subscribe(request(1), NEWS).record().id();

        var ended = notifier.terminate(id, Termination.of(TerminationReason.DEACTIVATED), T0)
                .orElseThrow();

        assertEquals(
                Optional.of("terminated;reason=deactivated"),
                ended.notification().headers().first("Subscription-State"));
        assertEquals(Optional.empty(), notifier.terminate(id, Termination.of(TerminationReason.DEACTIVATED), T0));
    }

    @ParameterizedTest
    @EnumSource(TerminationReason.class)
    void everyReasonIsTold(TerminationReason reason) {
        var id = subscribe(request(1), NEWS).record().id();

        var ended = notifier.terminate(id, Termination.of(reason), T0).orElseThrow();

        assertEquals(
                Optional.of("terminated;reason=" + reason.name().toLowerCase(Locale.ROOT)),
                ended.notification().headers().first("Subscription-State"));
        assertEquals(2, ended.notification().cseq());
        assertEquals(0, store.count());
    }

    @Test
    void whoIsShedIsToldWhenToComeBack() {
        var id = subscribe(request(1), NEWS).record().id();

        var ended = notifier.terminate(id, Termination.probation(Duration.ofMinutes(5)), T0)
                .orElseThrow();

        assertEquals(
                Optional.of("terminated;reason=probation;retry-after=300"),
                ended.notification().headers().first("Subscription-State"));
        assertThrows(IllegalArgumentException.class, () -> Termination.probation(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Termination(TerminationReason.DEACTIVATED, Optional.of(Duration.ofMinutes(5))));
    }

    @Test
    void subscriptionsAreMovedInPages() {
        for (int i = 1; i <= 5; i++) {
            var request = SipRequests.with(
                    SipRequests.with(request(1), "Contact", "<sip:alice@127.0.0.1:" + i + ">"), "Call-ID", "c" + i);
            subscribe(request, NEWS);
        }
        var moved = Termination.of(TerminationReason.DEACTIVATED);

        assertEquals(2, notifier.terminateSome(2, moved, T0).size());
        assertEquals(3, notifier.count());
        assertEquals(3, notifier.terminateSome(9, moved, T0).size());
        assertEquals(List.of(), notifier.terminateSome(9, moved, T0));
    }

    @Test
    void theNinthDeviceOfASubscriberTakesTheRoomOfTheOneThatEndsFirst() {
        var answers = IntStream.rangeClosed(1, 9)
                .mapToObj(i -> subscribe(
                        SipRequests.with(
                                SipRequests.with(
                                        request(1, "Expires", Integer.toString(100_000 - 10_000 * i)),
                                        "Contact",
                                        "<sip:alice@127.0.0.1:" + i + ">"),
                                "Call-ID",
                                "c" + i),
                        NEWS))
                .toList();

        assertEquals(8, store.count());
        var shed = answers.getLast().shed().getFirst();
        assertEquals(List.of(), answers.getLast().replaced());
        assertTrue(answers.subList(0, 8).stream()
                .allMatch(answer ->
                        !answer.record().expires().isBefore(shed.record().expires())));
        assertEquals(
                Optional.of("terminated;reason=probation;retry-after=3600"),
                shed.notification().headers().first("Subscription-State"));
    }

    @Test
    void only423WhatIsBelowAnHourAndBelowTheMinimum() {
        var strict = new ExpiryPolicy(3_600, 86_400, 600_000);

        for (long seconds : new long[] {1, 59, 3_599}) {
            assertTrue(strict.isTooBrief(OptionalLong.of(seconds)), seconds + " s");
        }
        for (long seconds : new long[] {0, 3_600, 86_400, 10_000_000}) {
            assertFalse(strict.isTooBrief(OptionalLong.of(seconds)), seconds + " s");
        }
        assertFalse(strict.isTooBrief(OptionalLong.empty()));
        assertThrows(IllegalArgumentException.class, () -> new ExpiryPolicy(3_601, 86_400, 600_000));
    }

    @Test
    void expiriesAreShortenedAtRandomAndNeverLengthened() {
        var random = new Random(3);
        var granted = new TreeSet<Long>();
        for (int i = 0; i < 1_000; i++) {
            long asked = 60 + random.nextLong(700_000);
            long given =
                    ExpiryPolicy.USUAL.granted(OptionalLong.of(asked), random).toSeconds();
            assertTrue(given <= Math.min(asked, 600_000) && given >= Math.min(asked, 600_000) * 4 / 5, asked + " s");
            granted.add(ExpiryPolicy.USUAL.granted(OptionalLong.empty(), random).toSeconds());
        }
        assertTrue(granted.size() > 500 && granted.last() <= 86_400 && granted.first() >= 69_120, "a day, spread");
    }

    @Test
    void limitsHoldInTotalAndForEachSubscriber() {
        var small = notifier(new NotifierLimits(3, 2));
        for (int i : IntStream.rangeClosed(1, 4).toArray()) {
            var request = SipRequests.with(
                    SipRequests.with(request(1), "Contact", "<sip:alice@127.0.0.1:" + i + ">"), "Call-ID", "c" + i);
            var asked = assertInstanceOf(SubscribeDecision.Asked.class, small.receive(request, ALICE, T0));
            small.answer(asked, NEWS, T0);
        }
        assertEquals(2, store.count());

        var full = notifier(new NotifierLimits(2, 2));
        var response = assertInstanceOf(SubscribeDecision.Refused.class, full.receive(request(1), ALICE, T0))
                .response();
        assertEquals(500, response.status());
        assertEquals(Optional.of(Duration.ofSeconds(60)), response.retryAfter());
    }
}
