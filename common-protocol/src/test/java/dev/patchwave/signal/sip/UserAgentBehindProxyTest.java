package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.aka.AkaModule;
import dev.patchwave.signal.aka.SoftwareAkaModule;
import dev.patchwave.signal.aka.TestNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Alice's agent over real sockets, and a core of one piece that answers as it is told. */
class UserAgentBehindProxyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final SipBody REPORT = SipBody.of("application/json", "{}");
    private static final SipResponse REGISTERED = SipResponse.of(200)
            .with("Expires", "7200")
            .with("Service-Route", "<sip:orig@192.0.2.12:5060;lr>")
            .with("P-Associated-URI", "<sip:alice@op.example>");

    private final SipEndpoint core = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "core/1"));
    private final ConcurrentLinkedQueue<SipRequest> registers = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<SipRequest> subscribes = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<SipRequest> messages = new ConcurrentLinkedQueue<>();
    private final List<UserAgentState> states = new CopyOnWriteArrayList<>();
    private final List<UserAgent> agents = new ArrayList<>();
    private volatile int messageStatus = 200;
    private volatile Optional<TestNetwork> authentication = Optional.empty();
    private volatile Optional<TestNetwork.Vector> challenge = Optional.empty();

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        core.start(this::serve);
    }

    @AfterEach
    void stop() {
        agents.forEach(UserAgent::close);
        core.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SipTransport.class,
            names = {"UDP", "TCP"})
    void whatTheCoreGrantedIsObeyed(SipTransport transport) throws Exception {
        var agent = agent(credentials(), transport);
        await().atMost(PATIENCE).until(() -> subscribes.size() == 1);
        var subscribe = subscribes.peek();
        assertEquals(
                200,
                agent.sendMessage("sip:software@op.example", REPORT)
                        .get(10, TimeUnit.SECONDS)
                        .status());

        assertEquals(2, subscribe.headers().all("Route").size());
        assertTrue(subscribe.headers().all("Route").get(1).contains("orig@192.0.2.12"));
        assertEquals(2, messages.peek().headers().all("Route").size());
        var register = registers.peek();
        assertEquals("sip:op.example", register.requestUri());
        assertEquals(transport, register.transport());
        assertTrue(FeatureTag.isClient(register.contact().orElseThrow()));
        // A P-CSCF knows a device by where it registered from: all that follows must come from there.
        assertEquals(register.remote(), subscribe.remote());
        assertEquals(register.remote(), messages.peek().remote());
    }

    @Test
    void aCardProvesItselfAndReplaysAreAnsweredOutOfStep() throws Exception {
        authentication = Optional.of(new TestNetwork());
        var card = SoftwareAkaModule.withOp(
                HexFormat.of().parseHex(TestNetwork.KEY),
                HexFormat.of().parseHex(TestNetwork.OP),
                directory.resolve("aka.sqn"));
        agent(new AkaCredentials("alice@op.example", card), SipTransport.UDP);
        await().atMost(PATIENCE).until(() -> subscribes.size() == 1);
        assertTrue(
                registers.peek().headers().first("Authorization").orElseThrow().contains("AKAv1-MD5"));

        authentication = Optional.of(new TestNetwork()); // Its count begins again.
        agents.getFirst().reconnect();

        await().atMost(PATIENCE).until(() -> subscribes.size() == 2);
        assertTrue(registers.stream()
                .anyMatch(one -> authorization(one).get("auts").isPresent()));
        assertFalse(states.stream().anyMatch(UserAgentState.RegistrationFailed.class::isInstance));
    }

    @Test
    void aCardThatIsPulledOutIsAFailureLikeAnother() throws Exception {
        authentication = Optional.of(new TestNetwork());
        AkaModule none = (rand, autn) -> {
            throw new IOException("no card");
        };
        agent(new AkaCredentials("alice@op.example", none), SipTransport.UDP);

        await().atMost(PATIENCE).until(() -> !states.isEmpty());
        var failed = assertInstanceOf(UserAgentState.RegistrationFailed.class, states.getFirst());
        assertEquals("the card does not answer: no card", failed.reason());
    }

    @Test
    void aMessageThatTheCoreDoesNotKnowTheSenderOfMakesHimRegisterAnewOnce() throws Exception {
        var agent = agent(credentials(), SipTransport.UDP);
        await().atMost(PATIENCE).until(() -> subscribes.size() == 1);
        messageStatus = 403;

        for (int i = 0; i < 3; i++) {
            assertEquals(
                    403,
                    agent.sendMessage("sip:software@op.example", REPORT)
                            .get(10, TimeUnit.SECONDS)
                            .status());
        }

        await().atMost(PATIENCE).until(() -> subscribes.size() == 2);
        assertEquals(2, registers.size());
    }

    @Test
    void aLostConnectionToTheProxyMakesHimRegisterAnew() throws Exception {
        var endpoint = new LosableEndpoint();
        agents.add(UserAgent.start(
                config(credentials(), SipTransport.TCP),
                endpoint,
                Optional.of(() -> "ua-profile"),
                listener(),
                Clock.systemUTC()));
        await().atMost(PATIENCE).until(() -> subscribes.size() == 1);
        int port = SipUri.parse(core.localUri()).port();

        endpoint.lose(new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1), SipTransport.TCP);
        endpoint.lose(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SipTransport.UDP);
        endpoint.lose(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SipTransport.TCP);

        await().atMost(PATIENCE).until(() -> subscribes.size() == 2);
        assertEquals(2, registers.size());
    }

    private void serve(SipRequest request, SipAnswer answer) {
        switch (request.method()) {
            case "REGISTER" -> {
                registers.add(request);
                answer.send(authentication.isEmpty() ? REGISTERED : authenticated(request, authentication.get()));
            }
            case "SUBSCRIBE" -> {
                subscribes.add(request);
                answer.send(SipResponse.of(200).with("Expires", "7200").with("Contact", "<" + core.localUri() + ">"));
            }
            default -> {
                messages.add(request);
                answer.send(SipResponse.of(messageStatus));
            }
        }
    }

    /** As an S-CSCF does it: the answer must be over the last challenge. */
    private SipResponse authenticated(SipRequest register, TestNetwork network) {
        var given = authorization(register);
        if (challenge.isPresent() && given.get("nonce").equals(Optional.of(nonce(challenge.get())))) {
            var asked = challenge.get();
            if (given.get("auts").isPresent()) {
                network.resync(asked.rand(), Base64.getDecoder().decode(given.require("auts")));
            } else if (given.require("response").equals(expected(given, asked.xres()))) {
                challenge = Optional.empty();
                return REGISTERED;
            }
        }
        challenge = Optional.of(network.next());
        return SipResponse.of(401)
                .with(
                        "WWW-Authenticate",
                        "Digest realm=\"op.example\", nonce=\"" + nonce(challenge.get())
                                + "\", algorithm=AKAv1-MD5, qop=\"auth,auth-int\"");
    }

    private static AuthParameters authorization(SipRequest register) {
        return AuthParameters.parse(register.headers().first("Authorization").orElseThrow());
    }

    private static String expected(AuthParameters given, byte[] xres) {
        var md5 = DigestAlgorithm.MD5;
        return md5.hash(String.join(
                ":",
                md5.secretHash("alice@op.example", "op.example", xres),
                given.require("nonce"),
                given.require("nc"),
                given.require("cnonce"),
                "auth",
                md5.hash("REGISTER:sip:op.example")));
    }

    private static String nonce(TestNetwork.Vector vector) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(vector.rand());
        bytes.writeBytes(vector.autn());
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private UserAgent agent(SipCredentials credentials, SipTransport transport) throws IOException {
        var endpoint = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "alice/1"));
        var agent = UserAgent.start(
                config(credentials, transport),
                endpoint,
                Optional.of(() -> "ua-profile"),
                listener(),
                Clock.systemUTC());
        agents.add(agent);
        return agent;
    }

    private UserAgentConfig config(SipCredentials credentials, SipTransport transport) {
        return UserAgentConfig.of(
                        new SubscriberId("sip:alice@op.example"),
                        new InstanceId(new UUID(1, 2)),
                        credentials,
                        "sip:op.example",
                        "sip:software@op.example")
                .withProxy(core.localUri(transport))
                .withContactParameters(List.of(FeatureTag.CLIENT));
    }

    private static DigestCredentials credentials() {
        return new DigestCredentials("alice@op.example", "wonderland");
    }

    private UserAgentListener listener() {
        return new UserAgentListener() {
            @Override
            public void onNotify(SipRequest notify, boolean polled) {}

            @Override
            public int onMessage(SipRequest message) {
                return 200;
            }

            @Override
            public void onState(UserAgentState state) {
                states.add(state);
            }
        };
    }

    /** A real endpoint that can be told that a connection ended. */
    private static final class LosableEndpoint implements SipEndpoint {
        private final SipEndpoint real = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "alice/1"));
        private volatile SipRequestHandler handler = (request, answer) -> {};

        private void lose(InetSocketAddress remote, SipTransport transport) {
            handler.connectionLost(remote, transport);
        }

        @Override
        public void start(SipRequestHandler newHandler) throws IOException {
            handler = newHandler;
            real.start(newHandler);
        }

        @Override
        public java.util.concurrent.CompletableFuture<SipResponse> send(OutgoingRequest request, Duration timeout) {
            return real.send(request, timeout);
        }

        @Override
        public String localUri(SipTransport transport) {
            return real.localUri(transport);
        }

        @Override
        public String localUri() {
            return real.localUri();
        }

        @Override
        public SipLoad load() {
            return real.load();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
