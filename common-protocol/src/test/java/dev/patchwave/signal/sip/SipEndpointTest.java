package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two real endpoints on loopback. */
class SipEndpointTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SipEndpoint alice = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "alice/1"));
    private final SipEndpoint source = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "source/1"));
    private final BlockingQueue<SipRequest> received = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() throws IOException {
        alice.start((request, answer) -> answer.send(SipResponse.of(481)));
        source.start((request, answer) -> {
            received.add(request);
            answer.send(SipResponse.of(200).with("Expires", "600").withBody(request.body()));
        });
    }

    @AfterEach
    void stop() {
        alice.close();
        source.close();
    }

    @Test
    void aRequestAndItsAnswerKeepEveryPartOverUdp() throws Exception {
        var response = alice.send(subscribe(source.localUri(SipTransport.UDP)).build(), PATIENCE)
                .get(10, TimeUnit.SECONDS);
        SipRequest request = received.remove();

        assertEquals("SUBSCRIBE", request.method());
        assertEquals("sip:alice@op.example", request.from().uri());
        assertEquals("a1", request.fromTag().orElseThrow());
        assertTrue(request.toTag().isEmpty());
        assertEquals("call-1", request.callId());
        assertEquals(7, request.cseq());
        assertEquals(3600, request.expires().orElseThrow());
        assertEquals(
                "ua-profile;profile-type=device;vendor=\"op.example\";version=\"4.2.0\"",
                request.event().orElseThrow());
        assertEquals(
                "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
                request.instance().orElseThrow());
        assertEquals("m4200", request.headers().first("Suppress-If-Match").orElseThrow());
        assertEquals(
                "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=23415A1C20012345",
                request.headers().first("P-Access-Network-Info").orElseThrow().replace(" ", ""));
        assertEquals("alice/1", request.headers().first("User-Agent").orElseThrow());
        assertEquals(SipTransport.UDP, request.transport());
        assertEquals(SipBody.of("application/json", "{\"a\":\"ä\"}"), request.body());

        assertEquals(200, response.status());
        assertEquals(request.body(), response.body());
        assertEquals(600, response.headers().number("Expires").orElseThrow());
        assertTrue(response.toTag().isPresent());
    }

    @Test
    void aRequestGoesByTcpWhereTheUriAsksForIt() throws Exception {
        var response = alice.send(subscribe(source.localUri(SipTransport.TCP)).build(), PATIENCE)
                .get(10, TimeUnit.SECONDS);

        assertEquals(200, response.status());
        assertEquals(SipTransport.TCP, received.remove().transport());
    }

    @Test
    void theTopmostRouteDecidesWhereARequestGoes() throws Exception {
        var request = OutgoingRequest.to("MESSAGE", "sip:software@op.example")
                .from("sip:alice@op.example", "a1")
                .callId("call-2")
                .route("<" + source.localUri(SipTransport.TCP) + ";lr>")
                .route("<sip:scscf.op.example;lr>")
                .build();

        assertEquals(
                200, alice.send(request, PATIENCE).get(10, TimeUnit.SECONDS).status());
        var arrived = received.remove();
        assertEquals("sip:software@op.example", arrived.requestUri());
        assertEquals(2, arrived.headers().all("Route").size());
    }

    @Test
    void above1300BytesARequestGoesByTcp() throws Exception {
        var small = message(source.localUri(SipTransport.UDP), 400);
        var large = message(source.localUri(SipTransport.UDP), 1_300);

        assertEquals(200, alice.send(small, PATIENCE).get(10, TimeUnit.SECONDS).status());
        assertEquals(SipTransport.UDP, received.remove().transport());
        assertEquals(200, alice.send(large, PATIENCE).get(10, TimeUnit.SECONDS).status());
        var arrived = received.remove();
        assertEquals(SipTransport.TCP, arrived.transport());
        assertEquals(1_300, arrived.body().sizeBytes());
    }

    @Test
    void aLargeRequestGoesByUdpAllTheSameWhereNobodyListensOnTcp() throws Exception {
        var config = new SipEndpointConfig(LOOPBACK, 0, List.of(SipTransport.UDP), "udp/1", 16_384, 10, 10);
        try (var udpOnly = SipEndpoint.of(config)) {
            udpOnly.start((request, answer) -> answer.send(SipResponse.of(200)));

            var response = alice.send(message(udpOnly.localUri(), 2_000), PATIENCE);

            assertEquals(200, response.get(10, TimeUnit.SECONDS).status());
        }
    }

    @Test
    void aPortInUseIsNamedInTheError() throws Exception {
        int port = SipUri.parse(source.localUri()).port();
        try (var second = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, port, "second/1"))) {
            var refusal = assertThrows(IOException.class, () -> second.start((request, answer) -> {}));
            assertTrue(
                    refusal.getMessage().startsWith("cannot listen on 127.0.0.1:" + port + "/tcp: "),
                    refusal::getMessage);
        }
    }

    @Test
    void aPortInUseOnUdpOnlyIsNamedAndTheTcpPortIsFreed() throws Exception {
        try (var taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            var second = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, port, "second/1"));
            var refusal = assertThrows(IOException.class, () -> second.start((request, answer) -> {}));
            assertTrue(refusal.getMessage().contains(port + "/udp"), refusal::getMessage);
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        }
    }

    @Test
    void aClosedPortOnTcpFailsAtOnce() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var request = message("sip:127.0.0.1:" + port + ";transport=tcp", 10);

        assertInstanceOf(SipUnreachable.class, failure(alice.send(request, PATIENCE), 5));
    }

    @Test
    void aSilentPeerIsATimeout() throws Exception {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var request = message("sip:127.0.0.1:" + silent.getLocalPort(), 10);

            assertInstanceOf(SipTimeout.class, failure(alice.send(request, Duration.ofMillis(200)), 5));
        }
    }

    @Test
    void aConnectionLostWhileWaitingFailsTheRequest() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var request = message("sip:127.0.0.1:" + listener.getLocalPort() + ";transport=tcp", 10);
            var waiting = alice.send(request, PATIENCE);
            try (Socket peer = listener.accept()) {
                assertTrue(peer.getInputStream().read() > 0);
            }

            assertInstanceOf(SipUnreachable.class, failure(waiting, 5));
        }
    }

    @Test
    void anAnswerOnTheSameConnectionReachesAPeerThatCannotBeConnectedTo() throws Exception {
        var tcp = source.localUri(SipTransport.TCP);
        alice.send(message(tcp, 10), PATIENCE).get(10, TimeUnit.SECONDS);
        var back = received.remove().remote();

        var pushed = OutgoingRequest.to("NOTIFY", "sip:alice@nowhere.invalid")
                .from("sip:software@op.example", "s1")
                .callId("call-back")
                .route("<sip:" + back.getHostString() + ":" + back.getPort() + ";transport=tcp;lr>")
                .header("Event", "ua-profile")
                .header("Subscription-State", "active")
                .build();

        assertEquals(
                481, source.send(pushed, PATIENCE).get(10, TimeUnit.SECONDS).status());
    }

    @Test
    void theAnswerMayComeLaterFromAnotherThread() throws Exception {
        try (var later = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "later/1"))) {
            var answers = new LinkedBlockingQueue<SipAnswer>();
            later.start((request, answer) -> answers.add(answer));
            var waiting = alice.send(message(later.localUri(), 10), PATIENCE);

            var answer = answers.take();
            answer.send(SipResponse.of(403, "only an admin may"));
            answer.send(SipResponse.of(200));

            var response = waiting.get(10, TimeUnit.SECONDS);
            assertEquals(403, response.status());
            assertEquals("only an admin may", response.warning().orElseThrow());
        }
    }

    @Test
    void severalChallengesAreSeveralHeaders() throws Exception {
        try (var registrar = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "registrar/1"))) {
            String sha = "Digest realm=\"op.example\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\"";
            String md5 = "Digest realm=\"op.example\", nonce=\"n2\", algorithm=MD5, qop=\"auth\"";
            registrar.start((request, answer) -> answer.send(
                    SipResponse.of(401).with("WWW-Authenticate", sha).with("WWW-Authenticate", md5)));

            var response =
                    alice.send(message(registrar.localUri(), 1), PATIENCE).get(10, TimeUnit.SECONDS);

            var answer = DigestAnswer.to(
                    response.headers().all("WWW-Authenticate"),
                    new DigestCredentials("alice", "secret"),
                    "MESSAGE",
                    "sip:x",
                    "c",
                    1);
            assertTrue(answer.orElseThrow().contains("n1"), answer::toString);
        }
    }

    @Test
    void aListInOneHeaderGoesBothWays() throws Exception {
        var request = subscribe(source.localUri())
                .header("Accept", "message/external-body, application/json")
                .header("Supported", "gruu, path")
                .build();
        assertEquals(
                200, alice.send(request, PATIENCE).get(10, TimeUnit.SECONDS).status());
        var headers = received.remove().headers();
        assertEquals(List.of("message/external-body", "application/json"), headers.all("Accept"));
        assertEquals(List.of("gruu", "path"), headers.all("Supported"));
    }

    @Test
    void whatIsWrittenAgainIsWrittenTheSame() throws Exception {
        for (int i = 0; i < 3; i++) {
            var request = subscribe(source.localUri())
                    .callId("call-again-" + i)
                    .header("Accept", "message/external-body")
                    .header("Accept", "application/json")
                    .header("X-Round", "1");
            var other = request.header("X-Round", Integer.toString(i)).build();

            assertEquals(
                    200, alice.send(other, PATIENCE).get(10, TimeUnit.SECONDS).status());

            var headers = received.remove().headers();
            assertEquals(List.of("message/external-body", "application/json"), headers.all("Accept"));
            assertEquals(List.of("1", Integer.toString(i)), headers.all("X-Round"));
            assertEquals(1, headers.all("Contact").size());
        }
    }

    @Test
    void aCallIsRefused() throws Exception {
        String invite = RawSip.message(source.localUri(), "z9hG4bKinvite")
                .replace("MESSAGE", "INVITE")
                .replace("Max-Forwards", "Contact: <sip:raw@127.0.0.1:9>\r\nMax-Forwards");
        try (var raw = new RawSip(source.localUri())) {
            assertTrue(raw.ask(invite).startsWith("SIP/2.0 405"));
        }
        assertTrue(received.isEmpty());
    }

    @Test
    void aHandlerThatThrowsAnswers500() throws Exception {
        try (var broken = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "broken/1"))) {
            broken.start((request, answer) -> {
                throw new IllegalStateException("as a test wants it");
            });

            var response = alice.send(message(broken.localUri(), 1), PATIENCE).get(10, TimeUnit.SECONDS);

            assertEquals(500, response.status());
        }
    }

    @Test
    void aRepeatedRequestReachesTheHandlerOnce() throws Exception {
        String text = RawSip.message(source.localUri(), "z9hG4bKrepeated");
        try (var raw = new RawSip(source.localUri())) {
            raw.send(text);
            assertTrue(raw.receive().startsWith("SIP/2.0 200"));
            raw.send(text);
            assertTrue(raw.receive().startsWith("SIP/2.0 200"));
        }

        assertEquals(1, received.size());
    }

    @Test
    void closingFailsWhatStillWaits() throws Exception {
        try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            var waiting = alice.send(message("sip:127.0.0.1:" + silent.getLocalPort(), 10), PATIENCE);

            alice.close();

            assertInstanceOf(SipUnreachable.class, failure(waiting, 1));
            assertInstanceOf(SipUnreachable.class, failure(alice.send(message("sip:127.0.0.1:5", 1), PATIENCE), 1));
        }
    }

    @Test
    void tooManyWaitingRequestsAreRefusedAtOnce() throws Exception {
        var config = new SipEndpointConfig(LOOPBACK, 0, List.of(SipTransport.UDP), "small/1", 16_384, 2, 10);
        try (var small = SipEndpoint.of(config);
                var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            small.start((request, answer) -> {});
            String uri = "sip:127.0.0.1:" + silent.getLocalPort();
            var first = small.send(message(uri, 1), Duration.ofMillis(300));
            var second = small.send(message(uri, 1), Duration.ofMillis(300));

            assertInstanceOf(SipBacklogFull.class, failure(small.send(message(uri, 1), PATIENCE), 1));
            assertInstanceOf(SipTimeout.class, failure(first, 5));
            assertInstanceOf(SipTimeout.class, failure(second, 5));
        }
    }

    @Test
    void startAndStopAtOnceLeavesThePortFreeTenTimes() throws Exception {
        for (int i = 0; i < 10; i++) {
            startAndStopAtOnce();
        }
    }

    private void startAndStopAtOnce() throws Exception {
        var brief = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "brief/1"));
        brief.start((request, answer) -> {});
        int port = SipUri.parse(brief.localUri()).port();
        brief.close();

        try (var next = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, port, "next/1"))) {
            next.start((request, answer) -> answer.send(SipResponse.of(200)));
            assertEquals(
                    200,
                    alice.send(message(next.localUri(), 1), PATIENCE)
                            .get(10, TimeUnit.SECONDS)
                            .status());
        }
    }

    private static OutgoingRequest.Builder subscribe(String uri) {
        return OutgoingRequest.to("SUBSCRIBE", uri)
                .from("sip:alice@op.example", "a1")
                .to("sip:software@op.example")
                .callId("call-1")
                .cseq(7)
                .contact("<sip:alice@127.0.0.1:5999>;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"")
                .header("Event", "ua-profile;profile-type=device;vendor=\"op.example\";version=\"4.2.0\"")
                .header("Expires", "3600")
                .header("Suppress-If-Match", "m4200")
                .header("P-Access-Network-Info", "3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=23415A1C20012345")
                .body(SipBody.of("application/json", "{\"a\":\"ä\"}"));
    }

    private static OutgoingRequest message(String uri, int bodyBytes) {
        return OutgoingRequest.to("MESSAGE", uri)
                .from("sip:alice@op.example", "a1")
                .callId("call-" + bodyBytes + "-" + System.nanoTime())
                .body(SipBody.of("text/plain", "x".repeat(bodyBytes)))
                .build();
    }

    private static Throwable failure(CompletableFuture<SipResponse> answer, long seconds)
            throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("answered by " + answer.get(seconds, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
