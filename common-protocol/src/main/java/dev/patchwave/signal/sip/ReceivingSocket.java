package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketException;

/** A socket for datagrams that frees its port before {@link #close} returns. */
final class ReceivingSocket extends DatagramSocket {
    private final Occupancy receiving = new Occupancy();

    ReceivingSocket() throws SocketException {
        super((SocketAddress) null); // Bound later, since a constructor that fails closes what is half made.
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        receiving.enter();
        try {
            super.receive(packet);
        } finally {
            receiving.leave();
        }
    }

    @Override
    public void close() {
        super.close();
        receiving.awaitEmpty();
    }
}
