package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Sends what it is told, be it SIP or not, to an endpoint by UDP, and reads what comes back. */
final class RawSip implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int RETRANSMIT_MILLIS = 500;
    private static final int LARGEST_DATAGRAM_BYTES = 65_535;

    private final DatagramSocket socket;
    private final InetSocketAddress to;

    RawSip(String uri) throws IOException {
        SipUri target = SipUri.parse(uri);
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(PATIENCE_MILLIS);
        to = new InetSocketAddress(target.host(), target.port());
    }

    void send(String message) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM_BYTES], LARGEST_DATAGRAM_BYTES);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }

    /** Sends until something comes back, as every user agent does by UDP. */
    String ask(String message) throws IOException {
        socket.setSoTimeout(RETRANSMIT_MILLIS);
        for (int i = 0; i < PATIENCE_MILLIS / RETRANSMIT_MILLIS; i++) {
            send(message);
            try {
                return receive();
            } catch (SocketTimeoutException lost) {
                socket.setSoTimeout(RETRANSMIT_MILLIS);
            }
        }
        throw new SocketTimeoutException("no answer");
    }

    /** A small MESSAGE that every endpoint should take. */
    static String message(String uri, String branch) {
        return String.join(
                "\r\n",
                "MESSAGE " + uri + " SIP/2.0",
                "Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=" + branch,
                "Max-Forwards: 70",
                "From: <sip:raw@op.example>;tag=r1",
                "To: <" + uri + ">",
                "Call-ID: raw-" + branch,
                "CSeq: 1 MESSAGE",
                "Content-Length: 0",
                "",
                "");
    }

    @Override
    public void close() {
        socket.close();
    }
}
