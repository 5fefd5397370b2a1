package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A user agent and a source in standalone mode over real sockets. */
class UserAgentTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final InstanceId INSTANCE = new InstanceId(new UUID(1, 2));
    private static final SipBody ORDER = SipBody.of("application/json", "{}");

    private final SipEndpoint source = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "source/1"));
    private final SecureRandom random = new SecureRandom();
    private final DigestAdmission admission = new DigestAdmission(
            new DigestChallenge("op.example"),
            user -> user.equals("alice@op.example") ? Optional.of("wonderland") : Optional.empty());
    private final Registrar registrar = new Registrar(admission, ExpiryPolicy.USUAL, RegistrarLimits.USUAL, random);
    private final Notifier notifier = new Notifier(
            new MemorySubscriptionStore(), ExpiryPolicy.USUAL, NotifierLimits.USUAL, this::serviceUri, random);
    private final ConcurrentLinkedQueue<SipRequest> messagesAtSource = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private volatile NotifyContent content = new NotifyContent("m1", Optional.empty(), ORDER);
    private volatile String version = "4.2.0";

    private final Diary diary = new Diary();
    private final List<UserAgent> agents = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        source.start(this::serve);
    }

    @AfterEach
    void stop() {
        agents.forEach(UserAgent::close);
        source.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SipTransport.class,
            names = {"UDP", "TCP"})
    void anAgentRegistersSubscribesAndIsNotified(SipTransport transport) throws Exception {
        var agent = agent(config("wonderland", transport), Optional.of(this::event));
        assertInstanceOf(UserAgentState.Registered.class, diary.nextState());
        var notice = diary.nextNotice();
        assertEquals(ORDER, notice.body());
        assertEquals(transport, notice.transport());
        assertEquals(Optional.of("m1"), notice.headers().first("SIP-ETag"));
        assertEquals(1, registrar.bindings(ALICE, Instant.now()).size());
        assertEquals(
                Optional.of(INSTANCE),
                registrar.bindings(ALICE, Instant.now()).getFirst().instance());
        agent.close();
        assertTrue(registrar.bindings(ALICE, Instant.now()).isEmpty());
    }

    @Test
    void anAgentIsNotifiedOfWhatComesLaterAndTellsItsNewVersion() throws Exception {
        try (var agent = agent(config("wonderland", SipTransport.UDP), Optional.of(this::event))) {
            diary.nextNotice();
            content = new NotifyContent("m2", Optional.empty(), ORDER);
            String id = notifier.subscriptions(ALICE, Instant.now()).getFirst().id();
            send(notifier.notify(id, content, Instant.now()).toSend().orElseThrow());
            assertEquals(Optional.of("m2"), diary.nextNotice().headers().first("SIP-ETag"));

            version = "4.2.1";
            agent.resubscribe();
            diary.nextNotice();

            assertTrue(events.stream().anyMatch(event -> event.contains("4.2.1")), events::toString);
            assertEquals(1, notifier.subscriptions(ALICE, Instant.now()).size());
            assertEquals(
                    id, notifier.subscriptions(ALICE, Instant.now()).getFirst().id());
        }
    }

    @Test
    void aPollAsksForWhatIsThereNow() throws Exception {
        try (var agent = agent(config("wonderland", SipTransport.UDP), Optional.of(this::event))) {
            agent.poll();
            await().atMost(PATIENCE).until(() -> diary.polled.size() == 1);
            var notice = diary.polled.remove();

            assertTrue(
                    notice.headers().first("Subscription-State").orElseThrow().startsWith("terminated"));
            await().atMost(PATIENCE).until(() -> diary.states.contains(new UserAgentState.PollEnded(true, "notified")));
        }
    }

    @Test
    void aReconnectBeginsANewDialogAndIsSparedWhatItKnows() throws Exception {
        try (var agent = agent(config("wonderland", SipTransport.UDP), Optional.of(this::event))) {
            diary.nextNotice();
            String before =
                    notifier.subscriptions(ALICE, Instant.now()).getFirst().id();

            agent.reconnect();

            await().atMost(PATIENCE)
                    .until(() -> notifier.subscriptions(ALICE, Instant.now()).stream()
                            .noneMatch(record -> record.id().equals(before)));
            await().atMost(PATIENCE)
                    .until(() -> diary.states.stream()
                                    .filter(UserAgentState.Subscribed.class::isInstance)
                                    .count()
                            == 2);
            assertTrue(diary.notices.isEmpty());
        }
    }

    @Test
    void messagesGoBothWays() throws Exception {
        try (var agent = agent(config("wonderland", SipTransport.UDP), Optional.empty())) {
            assertInstanceOf(UserAgentState.Registered.class, diary.nextState());
            var first = agent.sendMessage("sip:software@op.example", ORDER);
            var second = agent.sendMessage("sip:software@op.example", SipBody.of("text/plain", "x".repeat(2_000)));
            assertEquals(200, first.get(10, TimeUnit.SECONDS).status());
            assertEquals(200, second.get(10, TimeUnit.SECONDS).status());
            assertEquals(
                    List.of("application/json", "text/plain"),
                    messagesAtSource.stream().map(one -> one.body().mediaType()).toList());

            String contact = registrar.bindings(ALICE, Instant.now()).getFirst().contactUri();
            var report = OutgoingRequest.to("MESSAGE", contact)
                    .from("sip:software@op.example", "s1")
                    .callId("report-1")
                    .body(ORDER)
                    .build();
            assertEquals(
                    202, source.send(report, PATIENCE).get(10, TimeUnit.SECONDS).status());
        }
    }

    @Test
    void anAgentWithoutAnEventCannotPoll() throws Exception {
        try (var agent = agent(config("wonderland", SipTransport.UDP), Optional.empty())) {
            assertThrows(IllegalStateException.class, agent::poll);
        }
    }

    @Test
    void aWrongPasswordIsTold() throws Exception {
        try (var agent = agent(config("looking-glass", SipTransport.UDP), Optional.of(this::event))) {
            var failed = assertInstanceOf(UserAgentState.RegistrationFailed.class, diary.nextState());
            assertEquals(401, failed.status());
            var refused = agent.sendMessage("sip:software@op.example", ORDER).get(10, TimeUnit.SECONDS);
            assertEquals(401, refused.status());
        }
        assertTrue(messagesAtSource.isEmpty());
    }

    @Test
    void anAgentComesBackWhenTheSourceDoes() throws Exception {
        int port = SipUri.parse(source.localUri()).port();
        source.close();
        var config = config("wonderland", SipTransport.TCP, port);
        var agent = agent(config, Optional.of(this::event));
        try (var next = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", port, "source/2"))) {
            assertEquals(
                    0,
                    assertInstanceOf(UserAgentState.RegistrationFailed.class, diary.nextState())
                            .status());

            next.start((request, answer) ->
                    answer.send(request.method().equals("REGISTER") ? SipResponse.of(200) : SipResponse.of(404)));

            await().atMost(PATIENCE)
                    .until(() -> diary.states.stream().anyMatch(UserAgentState.Registered.class::isInstance));
            agent.close();
        }
    }

    private UserAgent agent(UserAgentConfig config, Optional<Supplier<String>> event) throws IOException {
        var endpoint = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "alice/1"));
        var agent = UserAgent.start(config, endpoint, event, diary, Clock.systemUTC());
        agents.add(agent);
        return agent;
    }

    private UserAgentConfig config(String password, SipTransport transport) {
        return config(password, transport, SipUri.parse(source.localUri()).port());
    }

    private static UserAgentConfig config(String password, SipTransport transport, int port) {
        return UserAgentConfig.of(
                        ALICE,
                        INSTANCE,
                        new DigestCredentials("alice@op.example", password),
                        "sip:op.example",
                        "sip:software@op.example")
                .withRoute("<sip:127.0.0.1:" + port + ";transport=" + transport.token() + ";lr>")
                .withTransport(transport)
                .withAccessNetwork("IEEE-802.11")
                .withRetries(new RetryPolicy(Duration.ofMillis(50), Duration.ofMillis(500)));
    }

    private String event() {
        return "ua-profile;profile-type=device;vendor=\"patchwave\";model=\"ims-client\";version=\"" + version + "\"";
    }

    private void serve(SipRequest request, SipAnswer answer) {
        Instant now = Instant.now();
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
            messagesAtSource.add(request);
            answer.send(SipResponse.of(200));
            return;
        }
        events.add(request.event().orElse(""));
        switch (notifier.receive(request, subscriber, now)) {
            case SubscribeDecision.Refused(var response) -> answer.send(response);
            case SubscribeDecision.Asked asked -> {
                var decided = notifier.answer(asked, content, now);
                answer.send(decided.response());
                decided.notification().ifPresent(this::send);
            }
        }
    }

    private void send(OutgoingRequest notification) {
        var unused = source.send(notification, PATIENCE);
    }

    private String serviceUri(SipTransport transport) {
        return source.localUri(transport).replace("sip:", "sip:software@");
    }

    /** What the agent told its program. */
    private static final class Diary implements UserAgentListener {
        private final LinkedBlockingQueue<SipRequest> notices = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<SipRequest> polled = new LinkedBlockingQueue<>();
        private final LinkedBlockingQueue<UserAgentState> newStates = new LinkedBlockingQueue<>();
        private final ConcurrentLinkedQueue<UserAgentState> states = new ConcurrentLinkedQueue<>();

        @Override
        public void onNotify(SipRequest notice, boolean ofPoll) {
            (ofPoll ? polled : notices).add(notice);
        }

        @Override
        public int onMessage(SipRequest message) {
            return 202;
        }

        @Override
        public void onState(UserAgentState state) {
            states.add(state);
            newStates.add(state);
        }

        private UserAgentState nextState() throws InterruptedException {
            return Optional.ofNullable(newStates.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("no state; so far " + states));
        }

        private SipRequest nextNotice() throws InterruptedException {
            return Optional.ofNullable(notices.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .orElseThrow(() -> new AssertionError("no notice; states " + states));
        }
    }
}
