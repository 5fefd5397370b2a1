package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotifierTest extends NotifierScene {
    @Test
    void whoSubscribesIsNotifiedAtOnceAndAgainWhenThereIsNews() throws SignalProblem {
        var answer = subscribe(request(1, "Expires", "86400"), NotifyContent.NOTHING);

        assertEquals(200, answer.response().status());
        assertEquals(Optional.of(answer.record().id()), answer.response().toTag());
        long granted = answer.response().headers().number("Expires").orElseThrow();
        assertTrue(granted >= 69_120 && granted <= 86_400, granted + " s");
        var first = answer.notification().orElseThrow();
        assertEquals(1, first.cseq());
        assertEquals(Optional.of("active;expires=" + granted), first.headers().first("Subscription-State"));
        assertTrue(first.body().isEmpty());

        var second = send(notifier.notify(answer.record().id(), NEWS, T0.plusSeconds(10)));

        assertEquals(2, second.cseq());
        assertEquals("sip:alice@127.0.0.1:5062;ob", second.requestUri());
        assertEquals(SERVICE, second.fromUri());
        assertEquals(answer.record().id(), second.fromTag());
        assertEquals(SipRequests.ALICE, second.toUri());
        assertEquals(Optional.of("a1"), second.toTag());
        assertEquals(List.of("<sip:scscf.op.example;lr>", "<sip:pcscf.op.example;lr>"), second.routes());
        assertEquals(Optional.of("<sip:source@127.0.0.1:5060;transport=udp>"), second.contact());
        assertEquals(
                Optional.of("ua-profile;effective-by=7200"), second.headers().first("Event"));
        assertEquals(Optional.of(NEWS.etag()), second.headers().first("SIP-ETag"));
        assertEquals(
                RELEASE,
                ContentIndirection.parse(
                                second.body().contentType(), second.body().bytes())
                        .releaseAvailable(Duration.ofHours(2)));
    }

    @Test
    void aSubscriptionGoesOnAfterARestart() {
        var answer = subscribe(request(1), NotifyContent.NOTHING);

        byte[] kept = store.get(answer.record().id()).orElseThrow().toBytes();
        store.delete(answer.record().id());
        store.put(SubscriptionRecord.fromBytes(kept));
        var next = send(notifier(NotifierLimits.USUAL).notify(answer.record().id(), NEWS, T0));

        assertEquals(2, next.cseq());
        assertTrue(kept.length <= 512, kept.length + " bytes");
        for (int length = 0; length < kept.length; length++) {
            byte[] cut = Arrays.copyOf(kept, length);
            assertThrows(IllegalArgumentException.class, () -> SubscriptionRecord.fromBytes(cut));
        }
    }

    @Test
    void aRefreshThatKnowsTheContentIsAnswered204WithoutNotify() {
        var answer = subscribe(request(1), NEWS);

        var refreshed = subscribe(
                inDialog(answer, 2, "Suppress-If-Match", NEWS.etag(), "Contact", CONTACT.replace("5062", "5063")),
                NEWS);

        assertEquals(204, refreshed.response().status());
        assertEquals(Optional.empty(), refreshed.notification());
        assertEquals("sip:alice@127.0.0.1:5063;ob", refreshed.record().remoteTarget());
        var other = subscribe(inDialog(answer, 3, "Suppress-If-Match", "6-old"), NEWS);
        assertEquals(200, other.response().status());
        assertEquals(2, other.notification().orElseThrow().cseq());
    }

    @Test
    void aNotifyBetweenTheTwoStepsOfARefreshKeepsItsOwnCseq() {
        var answer = subscribe(request(1), NotifyContent.NOTHING);
        var asked = asked(inDialog(answer, 2));

        send(notifier.notify(answer.record().id(), NEWS, T0));

        assertEquals(
                3, notifier.answer(asked, NEWS, T0).notification().orElseThrow().cseq());
    }

    @Test
    void aPollIsAnsweredAndLeavesNothing() {
        var asked = asked(request(1, "Expires", "0"));

        var answer = notifier.answer(asked, NEWS, T0);

        assertEquals(SubscribeDecision.Kind.POLL, asked.kind());
        assertEquals(Optional.of("0"), answer.response().headers().first("Expires"));
        assertEquals(
                Optional.of("terminated;reason=timeout"),
                answer.notification().orElseThrow().headers().first("Subscription-State"));
        assertEquals(NEWS.body(), answer.notification().orElseThrow().body());
        assertEquals(0, store.count());
    }

    @Test
    void whoUnsubscribesGetsALastNotify() {
        var answer = subscribe(request(1), NEWS);

        var ended = subscribe(inDialog(answer, 2, "Expires", "0"), NEWS);

        assertEquals(
                Optional.of("terminated;reason=timeout"),
                ended.notification().orElseThrow().headers().first("Subscription-State"));
        assertEquals(2, ended.notification().orElseThrow().cseq());
        assertEquals(481, refused(inDialog(answer, 3)).status());
    }

    @Test
    void aDeviceThatForgotItsSubscriptionReplacesIt() {
        var first = subscribe(request(1), NEWS);

        var second = subscribe(SipRequests.with(request(1), "Call-ID", "call-2@phone"), NEWS);

        assertEquals(
                List.of(first.record().id()),
                second.replaced().stream().map(SubscriptionRecord::id).toList());
        assertEquals(1, store.count());
    }

    @Test
    void nobodyIsNotifiedMoreOftenThanItWants() {
        var answer = subscribe(request(1, "Event", EVENT + ";max-rate=0.0167"), NotifyContent.NOTHING);
        String id = answer.record().id();
        Instant next = T0.plusMillis(59_881); // 1 / 0.0167 s, never earlier.

        assertEquals(Optional.of("0.0167"), maxRate(answer.notification().orElseThrow()));
        assertEquals(new NotifyDecision.Deferred(next), notifier.notify(id, NotifyContent.NOTHING, T0.plusSeconds(10)));
        assertEquals(new NotifyDecision.Deferred(next), notifier.notify(id, NEWS, next.minusMillis(1)));

        var sent = send(notifier.notify(id, NEWS, next));
        assertEquals(2, sent.cseq(), "what was deferred took no CSeq");
        assertEquals(Optional.of("0.0167"), maxRate(sent));
        assertEquals(Optional.of(NEWS.etag()), sent.headers().first("SIP-ETag"), "only the newest is sent");
        assertInstanceOf(NotifyDecision.Deferred.class, notifier.notify(id, NEWS, next.plusSeconds(59)));
    }

    @Test
    void theAnswerToASubscribeAndTheLastNotifyLeaveAtAnyRate() {
        var answer = subscribe(request(1, "Event", EVENT + ";max-rate=0.0001"), NotifyContent.NOTHING);

        var refreshed = subscribe(inDialog(answer, 2, "Event", EVENT + ";max-rate=0.0001"), NEWS);
        assertEquals(2, refreshed.notification().orElseThrow().cseq());
        var ended = notifier.terminate(answer.record().id(), Termination.of(TerminationReason.NORESOURCE), T0)
                .orElseThrow();
        assertEquals(3, ended.notification().cseq());
        assertEquals(Optional.empty(), maxRate(ended.notification()));
    }

    @Test
    void aRefreshThatNamesNoRateLiftsTheLimit() {
        var answer = subscribe(request(1, "Event", EVENT + ";max-rate=1"), NEWS);
        String id = answer.record().id();
        assertInstanceOf(NotifyDecision.Deferred.class, notifier.notify(id, NEWS, T0.plusMillis(999)));

        var refreshed = subscribe(inDialog(answer, 2), NEWS);

        assertEquals(Optional.empty(), maxRate(refreshed.notification().orElseThrow()));
        send(notifier.notify(id, NEWS, T0.plusMillis(1)));
    }

    @Test
    void aRefreshThatSuppressesTheNotifyDoesNotPutOffTheNext() {
        var answer = subscribe(request(1, "Event", EVENT + ";max-rate=0.1"), NEWS);
        var asked = asked(inDialog(answer, 2, "Event", EVENT + ";max-rate=0.1", "Suppress-If-Match", "*"));
        notifier.answer(asked, NEWS, T0.plusSeconds(9));

        send(notifier.notify(answer.record().id(), NEWS, T0.plusSeconds(10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "-1", "1e3", "100", "", "1.", ".5", "0.00000000001"})
    void aRateThatIsNoneIsRefused(String rate) {
        assertEquals(
                400,
                refused(request(1, "Event", EVENT + ";max-rate=\"" + rate + "\""))
                        .status());
        var answer = subscribe(request(1), NEWS);
        assertEquals(
                400,
                refused(inDialog(answer, 2, "Event", EVENT + ";max-rate=\"" + rate + "\""))
                        .status());
    }

    @Test
    void aRecordOfBeforeThereWereRatesIsStillRead() {
        var record = subscribe(request(1), NEWS).record();
        byte[] bytes = record.toBytes();
        byte[] older = Arrays.copyOf(bytes, bytes.length - 7); // Without no rate, and the time in six bytes.
        older[0] = 1;

        assertEquals(NotifyRate.UNLIMITED, SubscriptionRecord.fromBytes(older).rate());
        assertEquals(record.callId(), SubscriptionRecord.fromBytes(older).callId());
    }

    @Test
    void whoIsAbsentIsToldFromWhoOnlyForgotItsDialog() {
        for (int status : List.of(404, 408, 410, 477, 480, 504, 604)) {
            assertTrue(((NotifyOutcome.Ended) NotifyOutcome.of(SipResponse.of(status))).isAbsent(), status + "");
        }
        for (int status : List.of(405, 416, 481, 482, 483, 484, 485, 489, 501)) {
            assertFalse(((NotifyOutcome.Ended) NotifyOutcome.of(SipResponse.of(status))).isAbsent(), status + "");
        }
        assertTrue(((NotifyOutcome.Ended) NotifyOutcome.of(new SipTimeout("32 s"))).isAbsent());
    }

    @Test
    void everyRefreshIsAnsweredByANotifyUnlessItIsSuppressed() {
        var answer = subscribe(request(1), NEWS);

        assertEquals(
                2,
                subscribe(inDialog(answer, 2), NEWS)
                        .notification()
                        .orElseThrow()
                        .cseq());
        var any = subscribe(inDialog(answer, 3, "Suppress-If-Match", "*"), NotifyContent.NOTHING);
        assertEquals(204, any.response().status());
        assertEquals(Optional.empty(), any.notification());
        var unknown = subscribe(inDialog(answer, 4, "Suppress-If-Match", "never-sent"), NEWS);
        assertEquals(200, unknown.response().status());
        assertEquals(3, unknown.notification().orElseThrow().cseq());
        var first = subscribe(
                SipRequests.with(request(1, "Suppress-If-Match", NEWS.etag()), "Call-ID", "call-2@phone"), NEWS);
        assertEquals(204, first.response().status(), "a new subscription may know the content as well");
        assertEquals(1, store.count());
    }

    @Test
    void theIdOfTheEventComesBackInEachNotify() {
        var answer = subscribe(request(1, "Event", EVENT + ";id=7a"), NEWS);

        assertEquals(
                Optional.of("ua-profile;effective-by=7200;id=7a"),
                answer.notification().orElseThrow().headers().first("Event"));
    }

    @Test
    void whatIsWrongIsRefused() {
        var answer = subscribe(request(1), NEWS);

        var unknownEvent = refused(request(1, "Event", "presence"));
        assertEquals(489, unknownEvent.status());
        assertEquals(Optional.of("ua-profile"), unknownEvent.headers().first("Allow-Events"));
        var brief = refused(request(1, "Expires", "59"));
        assertEquals(423, brief.status());
        assertEquals(Optional.of("60"), brief.headers().first("Min-Expires"));
        assertEquals(
                400,
                refused(request(1, "Event", "ua-profile;profile-type=device")).status());
        assertEquals(400, refused(request(1, "Contact", "<tel:+999>")).status());
        assertEquals(
                400,
                refused(SipRequests.with(request(1), "Call-ID", "c".repeat(3000)))
                        .status());
        assertEquals(500, refused(inDialog(answer, 1)).status());
        assertEquals(
                481,
                refused(SipRequests.with(inDialog(answer, 2), "Call-ID", "other"))
                        .status());
        assertEquals(
                403,
                assertInstanceOf(
                                SubscribeDecision.Refused.class,
                                notifier.receive(inDialog(answer, 2), new SubscriberId("sip:mallory@op.example"), T0))
                        .response()
                        .status());
    }

    @Test
    void anEtagChangesWithTheContentButNotAsTheDeadlineComesCloser() {
        assertEquals(NEWS.etag(), due(Duration.ofHours(1)).etag());
        assertNotEquals(NEWS.etag(), due(Duration.ZERO).etag());
    }
}
