package dev.patchwave.client.app;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.Admission;
import dev.patchwave.signal.sip.DigestAdmission;
import dev.patchwave.signal.sip.DigestChallenge;
import dev.patchwave.signal.sip.ExpiryPolicy;
import dev.patchwave.signal.sip.MemorySubscriptionStore;
import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.NotifierLimits;
import dev.patchwave.signal.sip.NotifyContent;
import dev.patchwave.signal.sip.OutgoingRequest;
import dev.patchwave.signal.sip.Registrar;
import dev.patchwave.signal.sip.RegistrarLimits;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.SubscribeDecision;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The service's SIP side in standalone mode, of the real libraries, for one subscriber: alice with the password "secret-word". */
final class TestService implements AutoCloseable {
    static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    static final String SERVICE = "sip:software@op.example";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SipEndpoint endpoint = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "test-service"));
    private final SecureRandom random = new SecureRandom();
    private final DigestAdmission admission = new DigestAdmission(
            new DigestChallenge("op.example"),
            user -> user.equals("alice@op.example") ? Optional.of("secret-word") : Optional.empty());
    private final Registrar registrar = new Registrar(admission, ExpiryPolicy.USUAL, RegistrarLimits.USUAL, random);
    private final Notifier notifier = new Notifier(
            new MemorySubscriptionStore(),
            ExpiryPolicy.USUAL,
            NotifierLimits.USUAL,
            transport -> endpoint.localUri(transport).replace("sip:", "sip:software@"),
            random);
    private final List<Signal.UpgradeReport> reports = new CopyOnWriteArrayList<>();
    private final List<String> versions = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile NotifyContent standing = NotifyContent.NOTHING;
    private volatile NotifyContent polled = NotifyContent.NOTHING;

    TestService() throws IOException {
        endpoint.start(this::serve);
    }

    String uri() {
        return endpoint.localUri();
    }

    List<Signal.UpgradeReport> reports() {
        return reports;
    }

    /** So many reports from now on are answered 403, as if another subscriber had the instance. */
    void refuseReports(int count) {
        refusals.set(count);
    }

    /** What was subscribed with, in order. */
    List<String> versions() {
        return versions;
    }

    boolean isSubscribed() {
        return !notifier.subscriptions(ALICE, Instant.now()).isEmpty();
    }

    /** Tells whoever subscribes from now on. */
    void announce(Signal.ReleaseAvailable available) {
        standing = NotifyContent.of(available);
    }

    /** Tells whoever polls. */
    void announceToPolls(Signal.ReleaseAvailable available) {
        polled = NotifyContent.of(available);
    }

    /** Notifies the subscriber now. */
    void notifyNow(Signal.ReleaseAvailable available) {
        announce(available);
        var id = notifier.subscriptions(ALICE, Instant.now()).getFirst().id();
        send(notifier.notify(id, standing, Instant.now()).toSend().orElseThrow());
    }

    /** Sends a MESSAGE to the registered contact; gives the status that it was answered with. */
    int message(String from, Signal signal) throws Exception {
        return message(from, SipHeaders.NONE, signal);
    }

    /** The same as a network sends it, with what it asserts. */
    int message(String from, SipHeaders headers, Signal signal) throws Exception {
        var contact = registrar.bindings(ALICE, Instant.now()).getFirst().contactUri();
        var message = OutgoingRequest.to("MESSAGE", contact)
                .from(from, "tag-" + random.nextInt(1_000_000))
                .callId("call-" + random.nextInt(1_000_000))
                .body(SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(signal)))
                .build();
        var whole = headers.entries().isEmpty() ? message : message.again(headers);
        return endpoint.send(whole, PATIENCE)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .status();
    }

    private void serve(SipRequest request, SipAnswer answer) {
        var now = Instant.now();
        if (request.method().equals("REGISTER")) {
            answer.send(registrar.register(request, now).response());
            return;
        }
        switch (admission.admit(request, now)) {
            case Admission.Refused(var response, var reason) -> answer.send(response);
            case Admission.Admitted(var subscriber) -> serve(request, subscriber, answer, now);
        }
    }

    private void serve(SipRequest request, SubscriberId subscriber, SipAnswer answer, Instant now) {
        try {
            if (request.method().equals("MESSAGE") && refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                answer.send(SipResponse.of(403));
                return;
            }
            if (request.method().equals("MESSAGE")) {
                reports.add(
                        (Signal.UpgradeReport) SignalCodec.decode(request.body().bytes()));
                answer.send(SipResponse.of(200));
                return;
            }
            versions.add(UaProfile.parse(request.event().orElse("")).version());
        } catch (SignalProblem e) {
            answer.send(SipResponse.of(400, e.getMessage()));
            return;
        }
        switch (notifier.receive(request, subscriber, now)) {
            case SubscribeDecision.Refused(var response) -> answer.send(response);
            case SubscribeDecision.Asked asked -> {
                boolean poll = asked.kind() == SubscribeDecision.Kind.POLL;
                var decided = notifier.answer(asked, poll ? polled : standing, now);
                answer.send(decided.response());
                decided.notification().ifPresent(this::send);
            }
        }
    }

    private void send(OutgoingRequest notification) {
        var unused = endpoint.send(notification, PATIENCE);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
