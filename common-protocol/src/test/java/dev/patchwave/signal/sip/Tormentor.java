package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends bytes as they are and hears what comes back. By UDP it has a loopback address of its own (all of 127/8 is there), with a socket
 * on each port that the Via of a test message names, since that is where answers go (RFC 3261 18.2.2).
 */
final class Tormentor implements AutoCloseable {
    private static final int[] VIA_PORTS = {5050, 5060, 5061, 5070, 6050, 19823};
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int LARGEST_BYTES = 65_535;

    private final InetSocketAddress udp;
    private final InetSocketAddress tcp;
    private final Selector selector = Selector.open();
    private final List<DatagramChannel> channels = new ArrayList<>();

    Tormentor(SipEndpoint endpoint, InetAddress from) throws IOException {
        udp = address(endpoint.localUri(SipTransport.UDP));
        tcp = address(endpoint.localUri(SipTransport.TCP));
        for (int port : VIA_PORTS) {
            DatagramChannel channel = DatagramChannel.open();
            channels.add(channel);
            channel.bind(new InetSocketAddress(from, port));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
        }
    }

    private static InetSocketAddress address(String uri) {
        SipUri target = SipUri.parse(uri);
        return new InetSocketAddress(target.host(), target.port());
    }

    void sendDatagram(byte[] message) throws IOException {
        channels.get(1).send(ByteBuffer.wrap(message), udp);
    }

    /** The next answer by UDP that has {@code mark} in it; empty when none comes in {@code patienceMillis}. */
    String nextDatagram(String mark, long patienceMillis) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        ByteBuffer buffer = ByteBuffer.allocate(LARGEST_BYTES);
        for (long left = patienceMillis; left > 0; left = millisTo(deadline)) {
            selector.select(left);
            selector.selectedKeys().clear();
            for (DatagramChannel channel : channels) {
                buffer.clear();
                if (channel.receive(buffer) != null && text(buffer).contains(mark)) {
                    return text(buffer);
                }
            }
        }
        return "";
    }

    private static long millisTo(long deadlineNanos) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }

    Stream connect() throws IOException {
        Socket socket = new Socket(tcp.getAddress(), tcp.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return new Stream(socket);
    }

    /** A connection of ours to the endpoint. Answers are told apart by the empty line that each of ours ends with. */
    static final class Stream implements AutoCloseable {
        private final Socket socket;

        private Stream(Socket socket) {
            this.socket = socket;
        }

        void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        void sendEnd() throws IOException {
            socket.shutdownOutput();
        }

        /** The next answer; empty at the end of the stream. */
        String next() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int one = read();
                if (one < 0) {
                    return "";
                }
                head.append((char) one);
            }
            return head.toString();
        }

        private int read() throws IOException {
            try {
                return socket.getInputStream().read();
            } catch (SocketTimeoutException silent) {
                throw silent;
            } catch (IOException reset) {
                return -1;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String text(ByteBuffer received) {
        return StandardCharsets.UTF_8.decode(received.duplicate().flip()).toString();
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
