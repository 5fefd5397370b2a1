package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every test message of RFC 4475 and RFC 5118, by UDP and by TCP, at a real endpoint: it reacts as the RFC asks, and lives. */
class TortureMessagesTest {
    private static final Set<String> TAKEN = Set.of("OPTIONS", "REGISTER", "SUBSCRIBE", "NOTIFY", "MESSAGE");
    /** An answer of the endpoint's other thread may still be on its way when the next message has been answered. */
    private static final int LATE_ANSWER_MILLIS = 250;

    private static final int PATIENCE_MILLIS = 5_000;

    private final Set<String> known = new HashSet<>();
    private SipEndpoint endpoint;
    private final ConcurrentLinkedQueue<String> deadThreads = new ConcurrentLinkedQueue<>();
    private Thread.UncaughtExceptionHandler before;
    private Tormentor tormentor;
    private int probes;

    @BeforeEach
    void start() throws IOException {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, fault) -> died(thread.getName() + ": " + fault));
        startEndpoint();
    }

    /** A message that is still being read when we close its stack finds no timer: that stack is not needed any more. */
    private void died(String thread) {
        if (!thread.contains("The SIP Stack Timer has been stopped")) {
            deadThreads.add(thread);
        }
    }

    private void startEndpoint() throws IOException {
        endpoint = SipEndpoint.of(SipEndpointConfig.of("127.0.0.1", 0, "tortured/1"));
        endpoint.start((request, answer) ->
                answer.send(TAKEN.contains(request.method()) ? SipResponse.of(200) : SipResponse.of(405)));
        tormentor = new Tormentor(endpoint, ownLoopback());
    }

    @AfterEach
    void stop() throws IOException {
        tormentor.close();
        endpoint.close();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** Many share a branch or Call-ID: to one endpoint the second would be the first one sent again. */
    private void startAfreshWhenKnown(TortureMessage message) throws IOException {
        Set<String> own = Stream.concat(message.callId().stream(), message.branch().stream())
                .collect(Collectors.toSet());
        if (!Collections.disjoint(own, known)) {
            stop();
            start();
            known.clear();
        }
        known.addAll(own);
    }

    /** One of the 16 million loopback addresses, so that two runs on one machine do not hear each other's answers. */
    private static InetAddress ownLoopback() throws IOException {
        RandomGenerator random = RandomGenerator.getDefault();
        return InetAddress.getByAddress(new byte[] {
            127, (byte) random.nextInt(1, 255), (byte) random.nextInt(256), (byte) random.nextInt(2, 255)
        });
    }

    @Test
    void everyMessageOfBothRfcsIsThere() {
        List<TortureMessage> all = TortureMessage.all();
        assertEquals(
                49,
                all.stream().filter(one -> one.file().startsWith("rfc4475/")).count());
        assertEquals(
                12,
                all.stream().filter(one -> one.file().startsWith("rfc5118/")).count());
        assertTrue(all.stream().allMatch(one -> one.wire().length > 0));
    }

    @Test
    void eachDatagramGetsTheReactionThatItsRfcAsksFor() throws IOException {
        Map<String, String> wrong = new HashMap<>();
        for (TortureMessage message : TortureMessage.all()) {
            startAfreshWhenKnown(message);
            tormentor.sendDatagram(message.wire(SipTransport.UDP));
            String answer = tormentor.nextDatagram(
                    message.mark(), message.udp().isEmpty() ? LATE_ANSWER_MILLIS : PATIENCE_MILLIS);
            judge(message, message.udp(), answer, wrong);
            assertLivesOnUdp(message);
        }
        assertEquals(Map.of(), wrong);
        assertNothingDied();
    }

    @Test
    void eachMessageOfAStreamGetsTheReactionThatItsRfcAsksFor() throws IOException {
        Map<String, String> wrong = new HashMap<>();
        for (TortureMessage message : TortureMessage.all()) {
            startAfreshWhenKnown(message);
            try (Tormentor.Stream stream = tormentor.connect()) {
                stream.send(message.wire(SipTransport.TCP));
                judgeStream(message, stream, wrong);
            } catch (IOException e) {
                wrong.put(message.file(), "connection: " + e);
            }
            assertLivesOnUdp(message);
        }
        assertEquals(Map.of(), wrong);
        assertNothingDied();
    }

    private static void judge(TortureMessage message, Set<Integer> right, String answer, Map<String, String> wrong) {
        boolean good =
                right.isEmpty() ? answer.isEmpty() : right.stream().anyMatch(s -> answer.startsWith("SIP/2.0 " + s));
        if (!good) {
            wrong.put(message.file(), "expected " + right + ", got: " + answer);
        }
    }

    private void judgeStream(TortureMessage message, Tormentor.Stream stream, Map<String, String> wrong)
            throws IOException {
        if (!message.tcp().isEmpty()) {
            judge(message, message.tcp(), stream.next(), wrong);
        }
        if (message.connection() == TortureMessage.Connection.STAYS) {
            judgeServesOn(message, stream, wrong);
            return;
        }
        if (message.connection() == TortureMessage.Connection.WAITS) {
            stream.sendEnd();
        }
        assertEnds(message, stream, wrong);
    }

    private void judgeServesOn(TortureMessage message, Tormentor.Stream stream, Map<String, String> wrong)
            throws IOException {
        stream.send(probe("TCP"));
        String answer = stream.next();
        if (!answer.startsWith("SIP/2.0 200") || !answer.contains("z9hG4bKprobe" + probes)) {
            wrong.put(message.file(), "the connection should serve on, but: " + answer);
        }
    }

    private static void assertEnds(TortureMessage message, Tormentor.Stream stream, Map<String, String> wrong)
            throws IOException {
        for (String answer = stream.next(); !answer.isEmpty(); answer = stream.next()) {
            if (message.connection() == TortureMessage.Connection.WAITS) {
                judge(message, message.udp(), answer, wrong);
            }
        }
    }

    private void assertLivesOnUdp(TortureMessage after) throws IOException {
        tormentor.sendDatagram(probe("UDP"));
        String answer = tormentor.nextDatagram("z9hG4bKprobe" + probes, PATIENCE_MILLIS);
        assertTrue(answer.startsWith("SIP/2.0 200"), () -> "after " + after + ": " + answer);
    }

    private byte[] probe(String transport) {
        String branch = "z9hG4bKprobe" + ++probes;
        return RawSip.message(endpoint.localUri(), branch)
                .replace("SIP/2.0/UDP", "SIP/2.0/" + transport)
                .replace("raw-", "probe-")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void assertNothingDied() {
        assertEquals(List.of(), List.copyOf(deadThreads));
    }
}
