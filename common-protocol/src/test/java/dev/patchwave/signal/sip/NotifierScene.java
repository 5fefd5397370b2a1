package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;

/** A notifier, and a phone that subscribes. */
abstract class NotifierScene {
    static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    static final SubscriberId ALICE = new SubscriberId(SipRequests.ALICE);
    static final String SERVICE = "sip:software@op.example";
    static final String EVENT = new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "4.2.0").event();
    static final String URN = "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6";
    static final String CONTACT = "<sip:alice@127.0.0.1:5062;ob>;+sip.instance=\"<" + URN + ">\"";
    static final Signal.ReleaseAvailable RELEASE = new Signal.ReleaseAvailable(
            ReleaseId.parse("ims-client@4.2.1"),
            7,
            URI.create("http://cache-1.op.example:8080/v1/releases/ims-client@4.2.1/manifest"),
            5120,
            Duration.ofHours(2),
            Duration.ofMinutes(1),
            Optional.of(new CampaignId("c-42")));
    static final NotifyContent NEWS = NotifyContent.of(RELEASE);

    final MemorySubscriptionStore store = new MemorySubscriptionStore();
    final Notifier notifier = notifier(NotifierLimits.USUAL);

    Notifier notifier(NotifierLimits limits) {
        return new Notifier(
                store,
                ExpiryPolicy.USUAL,
                limits,
                transport -> "sip:source@127.0.0.1:5060;transport=" + transport.token(),
                new Random(1));
    }

    static NotifyContent due(Duration effectiveBy) {
        return NotifyContent.of(new Signal.ReleaseAvailable(
                RELEASE.release(),
                RELEASE.sequence(),
                RELEASE.manifestUri(),
                RELEASE.manifestSizeBytes(),
                effectiveBy,
                RELEASE.spread(),
                RELEASE.campaign()));
    }

    static OutgoingRequest send(NotifyDecision decision) {
        return assertInstanceOf(NotifyDecision.Send.class, decision).request();
    }

    static Optional<String> maxRate(OutgoingRequest notify) {
        String state = notify.headers().first("Subscription-State").orElseThrow();
        return Optional.ofNullable(
                SipText.parameters(state.substring(state.indexOf(';') + 1)).get("max-rate"));
    }

    SubscribeAnswer subscribe(SipRequest request, NotifyContent content) {
        return notifier.answer(asked(request), content, T0);
    }

    SubscribeDecision.Asked asked(SipRequest request) {
        return assertInstanceOf(SubscribeDecision.Asked.class, notifier.receive(request, ALICE, T0));
    }

    SipResponse refused(SipRequest request) {
        return assertInstanceOf(SubscribeDecision.Refused.class, notifier.receive(request, ALICE, T0))
                .response();
    }

    static SipRequest request(long cseq, String... namesAndValues) {
        var request = SipRequests.of(
                "SUBSCRIBE",
                SERVICE,
                cseq,
                "Event",
                EVENT,
                "Contact",
                CONTACT,
                "Record-Route",
                "<sip:scscf.op.example;lr>",
                "Record-Route",
                "<sip:pcscf.op.example;lr>");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            request = SipRequests.with(request, namesAndValues[i], namesAndValues[i + 1]);
        }
        return request;
    }

    static SipRequest inDialog(SubscribeAnswer answer, long cseq, String... namesAndValues) {
        String to = "<" + SERVICE + ">;tag=" + answer.record().id();
        return SipRequests.with(request(cseq, namesAndValues), "To", to);
    }
}
