package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;

/**
 * A socket for datagrams that frees its port before {@link #close} returns, and drops what is too much: of one address, and of all before
 * the stack has parsed what it was given.
 */
final class ReceivingSocket extends DatagramSocket {
    /** A moment's work; more would be answered too late. */
    private static final int UNPARSED_LIMIT_DATAGRAMS = 8_192;

    private final Occupancy receiving = new Occupancy();
    private final DatagramBacklog backlog = new DatagramBacklog(UNPARSED_LIMIT_DATAGRAMS);
    private volatile CallerScreen screen;

    ReceivingSocket() throws SocketException {
        super((SocketAddress) null); // Bound later, since a constructor that fails closes what is half made.
    }

    /** Owed before the first {@link #receive}. */
    void behind(CallerScreen screening) {
        screen = screening;
    }

    /** The stack has parsed what it was given first. */
    void parsed() {
        backlog.parsed();
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        byte[] buffer = packet.getData();
        receiving.enter();
        try {
            do {
                packet.setData(buffer);
                super.receive(packet);
            } while (!isWelcome(packet));
        } finally {
            receiving.leave();
        }
        // The stack makes a buffer of the largest message for each; those that wait keep what they need.
        packet.setData(Arrays.copyOf(buffer, packet.getLength()));
    }

    private boolean isWelcome(DatagramPacket packet) {
        long now = System.nanoTime();
        return screen.admits(packet.getAddress(), now) && backlog.entered(now);
    }

    @Override
    public void close() {
        super.close();
        receiving.awaitEmpty();
    }
}
