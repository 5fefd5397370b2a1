package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every torture message hundreds of times, each time as a new one: when their time is over nothing of them is left. Takes a minute. */
class TortureMemoryTest {
    private static final int FIRST_ROUNDS = 2;
    private static final int ROUNDS = 200;
    /** Some 24 000 messages: a leak of one small object each would be more. */
    private static final long GROWTH_LIMIT_BYTES = 6L * 1024 * 1024;
    /** Timers H and J, 64 T1 (RFC 3261 17.2), and some for a slow machine. */
    private static final Duration TRANSACTION_LIFE = Duration.ofSeconds(60);

    private static final Set<String> TAKEN = Set.of("OPTIONS", "REGISTER", "SUBSCRIBE", "NOTIFY", "MESSAGE");

    private final JainSipEndpoint endpoint = new JainSipEndpoint(SipEndpointConfig.of("127.0.0.1", 0, "tortured/1"));
    private final ConcurrentLinkedQueue<String> deadThreads = new ConcurrentLinkedQueue<>();
    private final List<TortureMessage> messages = TortureMessage.all();

    @Test
    void nothingIsLeftOfTheMessagesWhenTheirTimeIsOver() throws IOException {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> deadThreads.add(thread.getName() + ": " + fault));
        try {
            endpoint.start((request, answer) ->
                    answer.send(TAKEN.contains(request.method()) ? SipResponse.of(200) : SipResponse.of(405)));
            torture(0, FIRST_ROUNDS);
            awaitNoConnections();
            Set<String> threads = lastingThreads();
            long heapBytes = heapBytes();

            torture(FIRST_ROUNDS, ROUNDS);
            awaitNothingOpen();
            long grownBytes = heapBytes() - heapBytes;

            assertTrue(grownBytes < GROWTH_LIMIT_BYTES, () -> "the heap grew by " + grownBytes + " bytes");
            assertEquals(threads, lastingThreads());
            assertEquals(List.of(), List.copyOf(deadThreads));
        } finally {
            endpoint.close();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private void torture(int from, int rounds) throws IOException {
        for (int round = from; round < from + rounds; round++) {
            byDatagrams("u" + round);
            byStreams("t" + round);
        }
    }

    private void byDatagrams(String round) throws IOException {
        SipUri to = SipUri.parse(endpoint.localUri(SipTransport.UDP));
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var probe = new RawSip(endpoint.localUri())) {
            for (TortureMessage message : messages) {
                byte[] bytes = message.wire(round, SipTransport.UDP);
                socket.send(new DatagramPacket(bytes, bytes.length, new InetSocketAddress(to.host(), to.port())));
            }
            String answer = probe.ask(RawSip.message(endpoint.localUri(), "z9hG4bKlives" + round));
            assertTrue(answer.startsWith("SIP/2.0 200"), () -> "round " + round + ": " + answer);
        }
    }

    private void byStreams(String round) throws IOException {
        SipUri to = SipUri.parse(endpoint.localUri(SipTransport.TCP));
        for (TortureMessage message : messages) {
            try (var socket = new Socket(to.host(), to.port())) {
                socket.setSoTimeout((int) TRANSACTION_LIFE.toMillis());
                socket.getOutputStream().write(message.wire(round, SipTransport.TCP));
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertTrue(answer.isBlank() || answer.strip().startsWith("SIP/2.0 "), answer);
            } catch (SocketException reset) {
                // The endpoint closed on what it could not read.
            }
        }
    }

    private void awaitNothingOpen() {
        await().atMost(TRANSACTION_LIFE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> endpoint.openTransactions() == 0);
        awaitNoConnections();
    }

    private static void awaitNoConnections() {
        await().atMost(TRANSACTION_LIFE).pollInterval(Duration.ofMillis(200)).until(() -> connectionThreads() == 0);
    }

    private static long connectionThreads() {
        return threads()
                .filter(name -> name.contains("TCPMessageChannelThread") || name.startsWith("PipelineThread"))
                .count();
    }

    /** Those of the endpoint that are there as long as it is. */
    private static Set<String> lastingThreads() {
        return threads()
                .filter(name -> !name.contains("-flow-") && !name.contains("-send-")) // These end when they are idle.
                .filter(name ->
                        name.startsWith("sip-") || name.startsWith("patchwave-") || name.contains("MessageProcessor"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    private static long heapBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
