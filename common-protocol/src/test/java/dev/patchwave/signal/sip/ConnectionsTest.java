package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keep-alive, lost connections, peers that do not answer, connect or read: over loopback. */
class ConnectionsTest {
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final KeepAlive FAST =
            new KeepAlive(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(500));

    /** Answers every request and remembers the connections that it lost. */
    private static final class Peer implements SipRequestHandler, AutoCloseable {
        private final BlockingQueue<InetSocketAddress> lost = new LinkedBlockingQueue<>();
        private final BlockingQueue<SipRequest> received = new LinkedBlockingQueue<>(200);
        private final SipEndpoint endpoint;

        Peer(SipEndpointConfig config) throws IOException {
            endpoint = SipEndpoint.of(config);
            endpoint.start(this);
        }

        @Override
        public void handle(SipRequest request, SipAnswer answer) {
            boolean unused = received.offer(request); // A flood need not be remembered.
            answer.send(SipResponse.of(200).with("Flow-Timer", "1"));
        }

        @Override
        public void connectionLost(InetSocketAddress remote, SipTransport transport) {
            assertEquals(SipTransport.TCP, transport);
            lost.add(remote);
        }

        @Override
        public void close() {
            endpoint.close();
        }
    }

    private Peer phone;
    private Peer source;

    @BeforeEach
    void start() throws IOException {
        phone = new Peer(SipEndpointConfig.of(LOOPBACK, 0, "phone/1").withKeepAlive(FAST));
        source = new Peer(SipEndpointConfig.of(LOOPBACK, 0, "source/1"));
    }

    @AfterEach
    void stop() {
        phone.close();
        source.close();
    }

    @Test
    void aPingIsAnsweredBeforeAndAfterARequest() throws IOException {
        try (var raw = connect()) {
            for (int i = 0; i < 3; i++) {
                write(raw, "\r\n\r\n");
                assertEquals("\r\n", read(raw, 2));
            }
            write(raw, tcpMessage("z9hG4bKbetween"));
            String answer = readHead(raw);
            assertTrue(answer.startsWith("SIP/2.0 200"), answer);
            write(raw, "\r\n\r\n");
            assertEquals("\r\n", read(raw, 2));
        }
    }

    @Test
    void datagramsOfCrlfAreIgnored() throws IOException {
        try (var raw = new RawSip(source.endpoint.localUri(SipTransport.UDP))) {
            raw.send("\r\n\r\n");
            raw.send("\r\n");
            String answer = raw.ask(RawSip.message(source.endpoint.localUri(), "z9hG4bKafter"));
            assertTrue(answer.startsWith("SIP/2.0 200"), answer);
        }
    }

    @Test
    void aConnectionThatWeOpenedIsPingedAndKeptWhileThePeerAnswers() throws Exception {
        ask(phone, source);
        var first = source.received.remove().remote();

        // Some dozen pings long: each pong that were taken for a ping or for rubbish would end it.
        assertTrue(phone.lost.poll(2, TimeUnit.SECONDS) == null);

        ask(phone, source);
        assertEquals(first, source.received.remove().remote());
        assertTrue(source.lost.isEmpty());
    }

    @Test
    void aPeerThatDoesNotAnswerAPingIsGivenUpAndWhatWaitsFails() throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var waiting = phone.endpoint.send(message(tcp(listener)), PATIENCE);
            try (Socket peer = listener.accept()) {
                String head = readHead(peer);
                assertTrue(head.startsWith("MESSAGE "), head);
                assertEquals("\r\n\r\n", read(peer, 4));

                assertEquals(-1, peer.getInputStream().read());
            }
            assertInstanceOf(SipUnreachable.class, failure(waiting));
            assertEquals(listener.getLocalPort(), lostOnce(phone).getPort());
        }
    }

    @Test
    void aFlowTimerOfTheRegistrarTakesThePlaceOfTheInterval() throws Exception {
        var slow = new KeepAlive(Duration.ofMinutes(2), Duration.ofMinutes(2), Duration.ofSeconds(10));
        try (var patient =
                        new Peer(SipEndpointConfig.of(LOOPBACK, 0, "patient/1").withKeepAlive(slow));
                var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var waiting = patient.endpoint.send(message(tcp(listener)), PATIENCE);
            try (Socket peer = listener.accept()) {
                write(peer, answerTo(readHead(peer), "Flow-Timer: 1"));
                assertEquals(200, waiting.get(10, TimeUnit.SECONDS).status());

                assertEquals("\r\n\r\n", read(peer, 4));
            }
        }
    }

    @Test
    void bothSidesHearOnceThatAConnectionEnded() throws Exception {
        ask(phone, source);
        var remote = source.received.remove().remote();
        int port = SipUri.parse(source.endpoint.localUri()).port();

        source.close();

        assertEquals(port, lostOnce(phone).getPort());
        assertTrue(source.lost.isEmpty(), "who closes the endpoint needs no news of it");
        try (var again = new Peer(SipEndpointConfig.of(LOOPBACK, port, "source/2"))) {
            ask(phone, again);
            phone.close();
            assertEquals(again.received.remove().remote(), lostOnce(again));
        }
        assertEquals(LOOPBACK, remote.getAddress().getHostAddress());
    }

    @Test
    void aBlackHoleFailsWithinFourSecondsAndHoldsUpNobodyElse() throws Exception {
        List<Socket> backlog = new ArrayList<>();
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, backlog);
            List<CompletableFuture<SipResponse>> lostInside = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                lostInside.add(phone.endpoint.send(message(tcp(full)), PATIENCE));
            }

            ask(phone, source);
            assertTrue(millisSince(start) < 3_000, "another destination had to wait");
            for (var waiting : lostInside) {
                assertInstanceOf(SipUnreachable.class, failure(waiting));
            }
            assertTrue(millisSince(start) < 6_000, "took " + millisSince(start) + " ms");
        } finally {
            for (Socket one : backlog) {
                one.close();
            }
        }
    }

    @Test
    void aPeerThatDoesNotReadIsCutAndHoldsUpNoAnswerOfOthers() throws Exception {
        try (var deaf = connect()) {
            var writer = CompletableFuture.supplyAsync(() -> flood(deaf));
            await().atMost(PATIENCE).until(() -> source.received.size() > 100);

            ask(phone, source);

            assertEquals(
                    deaf.getLocalPort(), source.lost.poll(60, TimeUnit.SECONDS).getPort());
            assertInstanceOf(IOException.class, writer.get(10, TimeUnit.SECONDS));
        }
    }

    /** Writes requests until the other side has had enough, and reads nothing. */
    private Exception flood(Socket socket) {
        try {
            for (long i = 0; ; i++) {
                write(socket, tcpMessage("z9hG4bKflood" + i));
            }
        } catch (IOException e) {
            return e;
        }
    }

    /** Makes connections that nobody accepts until the kernel answers no more. */
    private static void fill(ServerSocket full, List<Socket> backlog) throws IOException {
        for (int i = 0; i < 10; i++) {
            Socket socket = new Socket();
            backlog.add(socket);
            try {
                socket.connect(full.getLocalSocketAddress(), 300);
            } catch (IOException isFull) {
                return;
            }
        }
        throw new IOException("the backlog takes all");
    }

    private static InetSocketAddress lostOnce(Peer peer) throws InterruptedException {
        var lost = peer.lost.poll(10, TimeUnit.SECONDS);
        assertTrue(peer.lost.poll(300, TimeUnit.MILLISECONDS) == null, "told twice");
        return lost;
    }

    private static void ask(Peer from, Peer to) throws Exception {
        var answer = from.endpoint.send(message(to.endpoint.localUri(SipTransport.TCP)), PATIENCE);
        assertEquals(200, answer.get(10, TimeUnit.SECONDS).status());
    }

    private Socket connect() throws IOException {
        int port = SipUri.parse(source.endpoint.localUri()).port();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private String tcpMessage(String branch) {
        return RawSip.message(source.endpoint.localUri(), branch).replace("/UDP", "/TCP");
    }

    private static OutgoingRequest message(String uri) {
        return OutgoingRequest.to("MESSAGE", uri)
                .from("sip:alice@op.example", "a1")
                .callId("call-" + System.nanoTime())
                .build();
    }

    private static String tcp(ServerSocket listener) {
        return "sip:127.0.0.1:" + listener.getLocalPort() + ";transport=tcp";
    }

    private static String answerTo(String requestHead, String header) {
        return requestHead
                .replaceFirst("^[^\r]*", "SIP/2.0 200 OK")
                .replaceFirst("(To: [^\r]*)", "$1;tag=p1\r\n" + header);
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static String read(Socket socket, int bytes) throws IOException {
        return new String(socket.getInputStream().readNBytes(bytes), StandardCharsets.US_ASCII);
    }

    private static String readHead(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append(read(socket, 1));
        }
        return head.toString();
    }

    private static Throwable failure(CompletableFuture<SipResponse> answer) throws Exception {
        try {
            throw new AssertionError("answered by " + answer.get(10, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
