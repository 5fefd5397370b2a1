package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.SipTls;
import dev.patchwave.tls.TestCertificates;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIP over TLS between real endpoints on loopback, and with those who do not play by the rules. */
class TlsTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static TestCertificates certificates;

    private final BlockingQueue<InetSocketAddress> lost = new LinkedBlockingQueue<>();
    private final BlockingQueue<SipRequest> received = new LinkedBlockingQueue<>();
    private SipEndpoint source;
    private SipEndpoint phone;

    @BeforeAll
    static void certify() throws Exception {
        certificates = new TestCertificates(directory, "authority");
        certificates.certify("source", "authority", "dns:localhost,ip:127.0.0.1");
        certificates.certify("domain", "authority", "uri:sip:op.example,dns:localhost,uri:sip:user@bob.example");
        certificates.certify("address", "authority", "ip:127.0.0.1");
        certificates.certify("phone", "authority", "uri:sip:alice@op.example");
        certificates.certify("expired", "authority", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "1");
        var stranger = new TestCertificates(directory, "stranger");
        stranger.certify("forged", "stranger", "dns:localhost,ip:127.0.0.1");
    }

    @BeforeEach
    void start() throws IOException {
        source = started(certificates.tls("source", "authority", "want"));
        phone = started(certificates.trusting("authority"));
    }

    @AfterEach
    void stop() {
        phone.close();
        source.close();
    }

    @Test
    void aRequestAndItsAnswerTravelByTls() throws Exception {
        String uri = source.localUri(SipTransport.TLS);

        assertEquals(200, ask(phone, uri).status());

        var request = received.remove();
        assertEquals(SipTransport.TLS, request.transport());
        assertTrue(uri.matches("sip:127\\.0\\.0\\.1:\\d+;transport=tls"), uri);
    }

    @Test
    void aLargeRequestStaysWithTlsAndComesWhole() throws Exception {
        var request = message(source.localUri(SipTransport.TLS), "x".repeat(9_000));

        assertEquals(
                200, phone.send(request, PATIENCE).get(10, TimeUnit.SECONDS).status());
        assertEquals(9_000, received.remove().body().sizeBytes());
    }

    @Test
    void sipsIsSpokenByTls() throws Exception {
        String uri = "sips:software@localhost:" + port(source);

        assertEquals(200, ask(phone, uri).status());
        assertEquals(SipTransport.TLS, received.remove().transport());
    }

    @Test
    void theAnswerAndLaterRequestsTakeTheConnectionThatIsThere() throws Exception {
        ask(phone, source.localUri(SipTransport.TLS));
        var back = received.remove().remote();
        ask(phone, source.localUri(SipTransport.TLS));
        assertEquals(back, received.remove().remote());

        String flow = "sip:alice@127.0.0.1:" + back.getPort() + ";transport=tls";
        assertEquals(200, ask(source, flow).status());
    }

    @Test
    void withoutKeysNothingGoesByLess() throws Exception {
        try (var plain = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "plain/1"))) {
            plain.start((request, answer) -> {});
            for (String uri : List.of(source.localUri(SipTransport.TLS), "sips:a@127.0.0.1:" + port(source))) {
                String why = refusal(plain, uri);
                assertTrue(why.contains("TLS is not configured here"), why);
            }
        }
        assertTrue(received.isEmpty());
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (var other = started(certificates.tls("domain", "authority", "none"))) {
            String why = refusal(phone, other.localUri(SipTransport.TLS));
            assertTrue(why.contains("not for 127.0.0.1"), why);
            // localhost is only among its DNS names, which count for nothing beside a SIP domain.
            assertTrue(refusal(phone, "sips:a@localhost:" + port(other)).contains("not for localhost"));
        }
        assertTrue(received.isEmpty());
    }

    @Test
    void aConnectionIsNotUsedForAHostThatItsCertificateDoesNotName() throws Exception {
        try (var both = started(certificates.tls("source", "authority", "none"));
                var addressOnly = started(certificates.tls("address", "authority", "none"))) {
            ask(phone, "sips:a@localhost:" + port(both));
            ask(phone, "sips:a@127.0.0.1:" + port(both));
            assertEquals(received.remove().remote(), received.remove().remote());

            ask(phone, "sips:a@127.0.0.1:" + port(addressOnly));
            String why = refusal(phone, "sips:a@localhost:" + port(addressOnly));
            assertTrue(why.contains("not for localhost"), why);
            assertTrue(lost.isEmpty(), "the connection is good for the other name");
        }
    }

    @Test
    void expiredAndUnknownCertificatesAreRefused() throws Exception {
        try (var late = started(certificates.tls("expired", "authority", "none"));
                var forged = started(certificates.tls("forged", "authority", "none"))) {
            String why = refusal(phone, late.localUri(SipTransport.TLS));
            assertTrue(why.contains("validity check failed"), why);
            refusal(phone, forged.localUri(SipTransport.TLS));
            refusal(phone, late.localUri(SipTransport.TLS));
        }
        assertEquals(200, ask(phone, source.localUri(SipTransport.TLS)).status());
    }

    @Test
    void inALabTheHostNeedNotBeVerified() throws Exception {
        var lax = new SipTls(0, null, null, List.of(certificates.certificate("authority")), null, false);
        try (var careless = started(lax);
                var other = started(certificates.tls("domain", "authority", "none"))) {
            assertEquals(200, ask(careless, other.localUri(SipTransport.TLS)).status());
        }
    }

    @Test
    void whoNeedsACertificateGetsNoRequestWithoutOne() throws Exception {
        try (var strict = started(certificates.tls("source", "authority", "need"));
                var known = started(certificates.tls("phone", "authority", "none"));
                var stranger = started(new SipTls(
                        0,
                        certificates.certificate("forged"),
                        certificates.key("forged"),
                        List.of(certificates.certificate("authority")),
                        null,
                        true))) {
            refusal(phone, strict.localUri(SipTransport.TLS));
            refusal(stranger, strict.localUri(SipTransport.TLS));
            assertTrue(received.isEmpty());

            assertEquals(200, ask(known, strict.localUri(SipTransport.TLS)).status());
        }
    }

    @Test
    void whoTalksPlainOrNotAtAllHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var plain = new Socket(InetAddress.getLoopbackAddress(), port(source))) {
                plain.getOutputStream().write("OPTIONS sip:a@b SIP/2.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                plain.setSoTimeout(10_000);
                readToTheEnd(plain);
            }
        }
        try (var silent = new Socket(InetAddress.getLoopbackAddress(), port(source))) {
            assertEquals(200, ask(phone, source.localUri(SipTransport.TLS)).status());
            silent.setSoTimeout(14_000);
            readToTheEnd(silent); // Else the read would time out.
        }
        assertTrue(lost.isEmpty(), "no connection was ever set up");
    }

    @Test
    void aHandshakeThatStallsFailsWithinFourSecondsAndHoldsUpNobodyElse() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long start = System.nanoTime();
            var stalled = phone.send(message("sips:a@127.0.0.1:" + silent.getLocalPort(), ""), PATIENCE);

            assertEquals(200, ask(phone, source.localUri(SipTransport.TLS)).status());
            assertFalse(stalled.isDone());
            assertInstanceOf(SipUnreachable.class, failure(stalled));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            assertTrue(millis < 6_000, "took " + millis + " ms");
        }
    }

    @Test
    void aPlainServerWhereTlsIsMeantIsAFailure() throws Exception {
        String uri = source.localUri(SipTransport.TCP).replace("=tcp", "=tls");

        refusal(phone, uri);
    }

    @Test
    void theEndOfAConnectionIsTold() throws Exception {
        int port;
        try (var brief = started(certificates.tls("source", "authority", "none"))) {
            ask(phone, brief.localUri(SipTransport.TLS));
            port = port(brief);
        }

        assertEquals(port, lost.poll(10, TimeUnit.SECONDS).getPort());
        assertTrue(lost.poll(300, TimeUnit.MILLISECONDS) == null, "told twice");
    }

    @Test
    void aPingIsAnsweredOverTls() throws Exception {
        var fast = new KeepAlive(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500));
        var config = SipEndpointConfig.of(LOOPBACK, 0, "pinging/1")
                .withKeepAlive(fast)
                .withTls(certificates.trusting("authority"));
        try (var pinging = started(config)) {
            ask(pinging, source.localUri(SipTransport.TLS));
            var first = received.remove().remote();

            assertTrue(lost.poll(1_500, TimeUnit.MILLISECONDS) == null, "given up although it answers");

            ask(pinging, source.localUri(SipTransport.TLS));
            assertEquals(first, received.remove().remote());
        }
    }

    @Test
    void filesThatAreNotWhatTheyShouldBeAreNamed() throws Exception {
        Path rubbish = Files.writeString(directory.resolve("rubbish.pem"), "-----BEGIN CERTIFICATE-----\nrubbish\n");
        String good = certificates.certificate("source");
        String key = certificates.key("source");
        assertNamed(rubbish.toString(), new SipTls(0, rubbish.toString(), key, null, null, null));
        assertNamed(rubbish.toString(), new SipTls(0, good, rubbish.toString(), null, null, null));
        assertNamed(rubbish.toString(), new SipTls(0, good, key, List.of(rubbish.toString()), null, null));
        assertNamed(certificates.key("phone"), new SipTls(0, good, certificates.key("phone"), null, null, null));
        assertNamed("/no/such.pem", new SipTls(0, "/no/such.pem", key, null, null, null));
    }

    @Test
    void aCertificateSpeaksForItsDomainsWholeAndWithoutCase() throws Exception {
        X509Certificate domain = x509("domain");
        assertTrue(CertifiedHosts.includes(domain, "OP.example"));
        assertFalse(CertifiedHosts.includes(domain, "sub.op.example"));
        assertFalse(CertifiedHosts.includes(domain, "localhost"));
        assertFalse(CertifiedHosts.includes(domain, "bob.example"), "a user's certificate is not a domain's");
        assertFalse(CertifiedHosts.includes(domain, "domain"), "the common name counts for nothing");
        assertTrue(CertifiedHosts.includes(x509("source"), "LOCALHOST"));
        assertTrue(CertifiedHosts.includes(x509("source"), "127.0.0.1"));
        assertFalse(CertifiedHosts.includes(x509("source"), "127.0.0.2"));
    }

    @Test
    void recordsOnDiskKeepTheirTransport() {
        assertEquals(SipTransport.UDP, SipTransport.ofCode(0));
        assertEquals(SipTransport.TCP, SipTransport.ofCode(1));
        assertEquals(SipTransport.TLS, SipTransport.ofCode(2));
        assertThrows(IllegalArgumentException.class, () -> SipTransport.ofCode(3));
        assertEquals(SipTransport.TLS, SipTransport.parse("TLS"));
    }

    private static void assertNamed(String file, SipTls tls) {
        var endpoint = SipEndpoint.of(SipEndpointConfig.of(LOOPBACK, 0, "x/1").withTls(tls));
        var problem = assertThrows(ConfigProblem.class, () -> endpoint.start((request, answer) -> {}));
        assertTrue(problem.getMessage().startsWith(file + ": "), problem::getMessage);
    }

    private static X509Certificate x509(String name) throws Exception {
        byte[] pem = Files.readAllBytes(Path.of(certificates.certificate(name)));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
    }

    private SipEndpoint started(SipTls tls) throws IOException {
        return started(SipEndpointConfig.of(LOOPBACK, 0, "some/1").withTls(tls));
    }

    private SipEndpoint started(SipEndpointConfig config) throws IOException {
        var endpoint = SipEndpoint.of(config);
        endpoint.start(new SipRequestHandler() {
            @Override
            public void handle(SipRequest request, SipAnswer answer) {
                received.add(request);
                answer.send(SipResponse.of(200));
            }

            @Override
            public void connectionLost(InetSocketAddress remote, SipTransport transport) {
                lost.add(remote);
            }
        });
        return endpoint;
    }

    private static void readToTheEnd(Socket socket) throws IOException {
        while (socket.getInputStream().read() >= 0) {
            // An alert may come before.
        }
    }

    private static int port(SipEndpoint endpoint) {
        return SipUri.parse(endpoint.localUri(SipTransport.TLS)).port();
    }

    private static SipResponse ask(SipEndpoint from, String uri) throws Exception {
        return from.send(message(uri, ""), PATIENCE).get(10, TimeUnit.SECONDS);
    }

    private static String refusal(SipEndpoint from, String uri) throws Exception {
        return assertInstanceOf(SipUnreachable.class, failure(from.send(message(uri, ""), PATIENCE)))
                .getMessage();
    }

    private static OutgoingRequest message(String uri, String body) {
        var request = OutgoingRequest.to("MESSAGE", uri)
                .from("sip:alice@op.example", "a1")
                .callId("call-" + System.nanoTime());
        return (body.isEmpty() ? request : request.body(SipBody.of("text/plain", body))).build();
    }

    private static Throwable failure(CompletableFuture<SipResponse> answer) throws Exception {
        try {
            throw new AssertionError("answered by " + answer.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
