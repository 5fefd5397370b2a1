package dev.patchwave.signal.sip;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.SipDoor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One address that wants a SIP service for itself, beside another that only wants an answer. Loopback has many addresses. */
class HostileSipTest {
    private static final String HERE = "127.0.0.1";
    private static final InetAddress BAD = address(66);
    private static final InetAddress GOOD = address(7);
    private static final int RATE = 50;

    private final AtomicInteger handled = new AtomicInteger();
    private SipEndpoint endpoint;

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void aFloodOfDatagramsIsDroppedAndOthersAreAnswered() throws Exception {
        start(new SipDoor(10, RATE), false);
        long started = System.nanoTime();
        try (var flood = socket(BAD);
                var phone = socket(GOOD)) {
            for (int i = 0; i < 2_000; i++) {
                send(flood, message("flood" + i, "UDP"));
            }
            assertTrue(ask(phone, message("phone", "UDP")).startsWith("SIP/2.0 200"));
        }
        long seconds = 1 + (System.nanoTime() - started) / 1_000_000_000L;
        assertTrue(handled.get() <= (2 + seconds) * RATE + 1, () -> handled + " of 2000 in " + seconds + " s");
    }

    @Test
    void whomTheOperatorTrustsHasNoLimit() throws Exception {
        start(new SipDoor(1, 1), true);
        try (var proxy = socket(BAD)) {
            for (int i = 0; i < 20; i++) {
                assertTrue(ask(proxy, message("proxy" + i, "UDP")).startsWith("SIP/2.0 200"));
            }
        }
    }

    @Test
    void oneAddressHasOnlyItsShareOfConnections() throws Exception {
        start(new SipDoor(2, 1_000), false);
        var first = connect(BAD);
        try (var second = connect(BAD);
                var third = connect(BAD);
                var other = connect(GOOD)) {
            assertEquals(-1, read(third));
            assertTrue(answered(first, "first") && answered(second, "second") && answered(other, "other"));
            first.close();
            await().untilAsserted(() -> {
                try (var again = connect(BAD)) {
                    assertTrue(answered(again, "again"));
                }
            });
        }
    }

    @Test
    void aConnectionIsReadNoFasterThanItsAddressMaySend() throws Exception {
        start(new SipDoor(10, RATE), false);
        try (var flood = connect(BAD);
                var phone = connect(GOOD)) {
            var all = new StringBuilder();
            for (int i = 0; i < 4 * RATE; i++) {
                all.append(message("tcp" + i, "TCP"));
            }
            long started = System.nanoTime();
            flood.getOutputStream().write(all.toString().getBytes(StandardCharsets.US_ASCII));
            assertTrue(answered(phone, "phone"));
            await().atMost(Duration.ofSeconds(10)).until(() -> handled.get() == 4 * RATE + 1);
            assertTrue(
                    System.nanoTime() - started > TimeUnit.MILLISECONDS.toNanos(1_000),
                    "four seconds' worth, two of which are free, and a batch at a time");
        }
    }

    @Test
    void whoConnectsAndSaysNothingIsCutOff() throws Exception {
        start(SipDoor.DEFAULT, false);
        var closed = new AtomicBoolean();
        try (var all = new Connections(
                "test", Optional.empty(), new CallerScreen(SipDoor.DEFAULT, from -> false), (remote, by) -> {})) {
            var silent = all.add(() -> closed.set(true), new InetSocketAddress(BAD, 5060), SipTransport.TCP, false);
            silent.heard(0, false);

            silent.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(29));
            assertTrue(!closed.get() && all.count() == 1);
            silent.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(31));
            assertTrue(closed.get() && all.count() == 0);

            var speaks = all.add(() -> {}, new InetSocketAddress(BAD, 5061), SipTransport.TCP, false);
            speaks.heard(0, true);
            speaks.tick(System.nanoTime() + TimeUnit.SECONDS.toNanos(3_600));
            assertEquals(1, all.count());
        }
    }

    private void start(SipDoor door, boolean trusted) throws IOException {
        endpoint = SipEndpoint.of(SipEndpointConfig.of(HERE, 0, "source/1").withDoor(door, from -> trusted));
        endpoint.start((request, answer) -> {
            handled.incrementAndGet();
            answer.send(SipResponse.of(200));
        });
    }

    private boolean answered(Socket socket, String name) throws IOException {
        socket.getOutputStream().write(message(name, "TCP").getBytes(StandardCharsets.US_ASCII));
        byte[] start = socket.getInputStream().readNBytes(11);
        return new String(start, StandardCharsets.US_ASCII).equals("SIP/2.0 200");
    }

    private static int read(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    private String message(String name, String transport) {
        return RawSip.message(endpoint.localUri(), "z9hG4bK" + name).replace("SIP/2.0/UDP", "SIP/2.0/" + transport);
    }

    private InetSocketAddress target() {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                SipUri.parse(endpoint.localUri()).port());
    }

    private Socket connect(InetAddress from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout(10_000);
        socket.connect(target());
        return socket;
    }

    private static DatagramSocket socket(InetAddress from) throws IOException {
        var socket = new DatagramSocket(0, from);
        socket.setSoTimeout(500);
        return socket;
    }

    private void send(DatagramSocket socket, String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.US_ASCII);
        socket.send(new DatagramPacket(bytes, bytes.length, target()));
    }

    /** Again and again, as by UDP one must. */
    private String ask(DatagramSocket socket, String message) throws IOException {
        var packet = new DatagramPacket(new byte[4_096], 4_096);
        for (int i = 0; i < 20; i++) {
            send(socket, message);
            try {
                socket.receive(packet);
                return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
            } catch (SocketTimeoutException lost) {
                // Once more.
            }
        }
        throw new SocketTimeoutException("no answer");
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
