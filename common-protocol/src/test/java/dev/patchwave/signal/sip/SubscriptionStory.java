package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Subscription.Effect;
import dev.patchwave.signal.sip.Subscription.Event;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Alice's subscription and what became of it, with a clock that stands still until it is moved. */
abstract class SubscriptionStory {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final RetryPolicy RETRIES = new RetryPolicy(Duration.ofSeconds(30), Duration.ofSeconds(1_800));

    Subscription alice = Subscription.standing(Duration.ofDays(1), RETRIES, new Random(1));
    Instant now = START;
    List<Effect> effects = List.of();
    final List<Integer> replies = new ArrayList<>();
    final List<String> doubts = new ArrayList<>();
    final List<SipRequest> notices = new ArrayList<>();
    Dialog dialog = Dialog.fresh(new Random(2));

    void subscribed() {
        feed(new Event.Open());
        feed(new Event.Answered(1, ok()));
        feed(notice(1, "s1", "active;expires=86400", "m1"));
    }

    static SipResponse ok() {
        return SipResponse.of(200)
                .withToTag("s1")
                .with("Expires", "86400")
                .with("Contact", "<sip:source@192.0.2.9:5060>");
    }

    Event notice(int cseq, String fromTag, String state, String etag) {
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

    void feed(Event event) {
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

    void wake() {
        now = alice.nextDeadline().orElseThrow();
        feed(alice.deadlinePassed());
    }

    List<Effect.Send> sends() {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(Effect.Send.class::cast)
                .toList();
    }

    Effect.Send sent() {
        return sends().getFirst();
    }

    UserAgentState reported() {
        return effects.stream()
                .filter(Effect.Report.class::isInstance)
                .map(effect -> ((Effect.Report) effect).state())
                .findFirst()
                .orElseThrow();
    }
}
