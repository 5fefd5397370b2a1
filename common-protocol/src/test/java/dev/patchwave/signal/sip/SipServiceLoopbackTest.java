package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.ContentIndirection;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A phone and a source in standalone mode over real sockets: register with a password, subscribe, be notified. */
class SipServiceLoopbackTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SERVICE_USER = "software";
    private static final SubscriberId ALICE = new SubscriberId(SipRequests.ALICE);
    private static final String EVENT =
            new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", "4.2.0").event();
    private static final Signal.ReleaseAvailable RELEASE = new Signal.ReleaseAvailable(
            ReleaseId.parse("ims-client@4.2.1"),
            7,
            URI.create("http://127.0.0.1:8081/v1/releases/ims-client@4.2.1/manifest"),
            5120,
            Duration.ZERO,
            Duration.ofMinutes(1),
            Optional.of(new CampaignId("c-42")));

    private final SipEndpoint phone = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "phone/1"));
    private final SipEndpoint source = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "source/1"));
    private final DigestAdmission admission = new DigestAdmission(
            new DigestChallenge("op.example"),
            username -> username.equals("alice@op.example") ? Optional.of("wonderland") : Optional.empty());
    private final SecureRandom random = new SecureRandom();
    private final Registrar registrar = new Registrar(admission, ExpiryPolicy.USUAL, RegistrarLimits.USUAL, random);
    private final Notifier notifier = new Notifier(
            new MemorySubscriptionStore(), ExpiryPolicy.USUAL, NotifierLimits.USUAL, this::serviceUri, random);
    private final Queue<SipRequest> notified = new ConcurrentLinkedQueue<>();
    private final Queue<Signal> received = new ConcurrentLinkedQueue<>();
    private final Queue<NotifyOutcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Queue<CompletableFuture<Void>> sent = new ConcurrentLinkedQueue<>();
    private long cseq;

    @BeforeEach
    void start() throws IOException {
        source.start(this::serve);
        phone.start((request, answer) -> {
            notified.add(request);
            answer.send(SipResponse.of(200));
        });
    }

    @AfterEach
    void stop() {
        phone.close();
        source.close();
    }

    @ParameterizedTest
    @CsvSource({"UDP,SHA-256", "TCP,SHA-256", "UDP,MD5", "TCP,MD5"})
    void aPhoneRegistersSubscribesAndIsNotifiedAtOnceAndLater(SipTransport transport, String algorithm)
            throws Exception {
        var registered = withPassword(register(transport, "wonder"), algorithm, "wonderland");
        assertEquals(200, registered.status());
        assertEquals(1, registrar.bindings(ALICE, Instant.now()).size());

        var subscribed = withPassword(subscribe(transport), algorithm, "wonderland");
        assertEquals(200, subscribed.status());
        await().atMost(PATIENCE).until(() -> notified.size() == 1 && outcomes.size() == 1);
        var first = notified.remove();
        assertEquals(subscribed.toTag(), first.fromTag());
        assertEquals(transport, first.transport());
        assertTrue(first.headers().first("Subscription-State").orElseThrow().startsWith("active;expires="));
        var deadline = UaProfile.effectiveBy(first.event().orElseThrow()).orElseThrow();
        assertEquals(
                RELEASE,
                ContentIndirection.parse(
                                first.body().contentType(), first.body().bytes())
                        .releaseAvailable(deadline));

        send(notifier.notify(subscribed.toTag().orElseThrow(), NotifyContent.NOTHING, Instant.now())
                .toSend()
                .orElseThrow());
        await().atMost(PATIENCE).until(() -> notified.size() == 1 && outcomes.size() == 2);
        assertEquals(2, notified.remove().cseq());
        assertEquals(List.of(new NotifyOutcome.Delivered(), new NotifyOutcome.Delivered()), List.copyOf(outcomes));
    }

    @Test
    void aWrongPasswordIsChallengedAgain() throws Exception {
        var refused = withPassword(register(SipTransport.UDP, "r"), "SHA-256", "looking-glass");

        assertEquals(401, refused.status());
        assertEquals(List.of(), registrar.bindings(ALICE, Instant.now()));
    }

    @Test
    void anAdminsMessageNeedsAPasswordAndIsRead() throws Exception {
        var order = new Signal.FillOrder(RELEASE.release(), 7, RELEASE.manifestUri(), new CampaignId("c-42"));
        var message = request("MESSAGE", SipTransport.UDP, "m")
                .body(SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(order)))
                .build();

        assertEquals(200, withPassword(message, "SHA-256", "wonderland").status());
        assertEquals(List.of(order), List.copyOf(received));
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
        if (request.method().equals("MESSAGE")) {
            try {
                received.add(SignalCodec.decode(request.body().bytes()));
                answer.send(SipResponse.of(200));
            } catch (SignalProblem problem) {
                answer.send(SipResponse.of(400, problem.getMessage()));
            }
            return;
        }
        switch (notifier.receive(request, subscriber, now)) {
            case SubscribeDecision.Refused(var response) -> answer.send(response);
            case SubscribeDecision.Asked asked -> {
                var decided = notifier.answer(asked, NotifyContent.of(RELEASE), now);
                answer.send(decided.response());
                decided.notification().ifPresent(this::send);
            }
        }
    }

    private void send(OutgoingRequest notification) {
        String id = notification.fromTag();
        sent.add(source.send(notification, PATIENCE)
                .handle((response, failure) -> failure == null
                        ? notifier.answered(id, response)
                        : notifier.failed(id, assertInstanceOf(SipFailure.class, failure)))
                .thenAccept(outcomes::add));
    }

    /** Sends, is challenged, and sends again with the answer to the challenge of that algorithm. */
    private SipResponse withPassword(OutgoingRequest request, String algorithm, String password) throws Exception {
        var challenged = get(request);
        assertEquals(401, challenged.status());
        var challenges = challenged.headers().all("WWW-Authenticate").stream()
                .filter(value -> value.contains(algorithm))
                .toList();
        assertEquals(1, challenges.size(), challenged.toString());
        String authorization = DigestAnswer.to(
                        challenges,
                        new DigestCredentials("alice@op.example", password),
                        request.method(),
                        request.requestUri(),
                        "0a4f113b",
                        1)
                .orElseThrow();
        return get(request.again(request.headers().with("Authorization", authorization)));
    }

    private SipResponse get(OutgoingRequest request) throws Exception {
        return phone.send(request, PATIENCE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private OutgoingRequest register(SipTransport transport, String callId) {
        return request("REGISTER", transport, callId)
                .to(SipRequests.ALICE)
                .header("Expires", "600")
                .build();
    }

    private OutgoingRequest subscribe(SipTransport transport) {
        return request("SUBSCRIBE", transport, "s")
                .header("Event", EVENT)
                .header("Expires", "600")
                .header("Accept", ContentIndirection.MEDIA_TYPE)
                .build();
    }

    private OutgoingRequest.Builder request(String method, SipTransport transport, String callId) {
        String uri = phone.localUri(transport).replace("sip:", "sip:alice@");
        return OutgoingRequest.to(method, serviceUri(transport))
                .from(SipRequests.ALICE, "a" + ++cseq)
                .callId(callId + "@phone")
                .contact("<" + uri + ">;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"");
    }

    private String serviceUri(SipTransport transport) {
        return source.localUri(transport).replace("sip:", "sip:" + SERVICE_USER + "@");
    }
}
