package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections that are watched. Goes on after whatever goes wrong with one of them, since the stack would stop listening for
 * ever at the first fault; refuses those beyond the limit; frees its port before {@link #close} returns.
 */
final class AcceptingSocket extends ServerSocket {
    private static final Logger LOG = LoggerFactory.getLogger(AcceptingSocket.class);
    /** When no socket is to be had, such as for want of file descriptors, trying at once would only burn time. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Makes of a socket that was connected to what the stack is given. */
    interface Welcome {
        Socket of(WatchedSocket connected) throws IOException;
    }

    private final Occupancy accepting = new Occupancy();
    private volatile Connections connections;
    private volatile Welcome welcome;

    AcceptingSocket() throws IOException {}

    /** Owed before the first {@link #accept}. */
    void into(Connections connections, Welcome welcome) {
        this.connections = connections;
        this.welcome = welcome;
    }

    @Override
    public Socket accept() throws IOException {
        while (true) {
            WatchedSocket socket = new WatchedSocket();
            try {
                acceptInto(socket);
                if (connections.hasRoomFor(socket.getInetAddress())) {
                    return welcome.of(socket);
                }
                socket.close();
            } catch (IOException e) {
                socket.close();
                restUnlessClosed(e);
            }
        }
    }

    private void acceptInto(WatchedSocket socket) throws IOException {
        accepting.enter();
        try {
            implAccept(socket);
        } finally {
            accepting.leave();
        }
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
    }

    private void restUnlessClosed(IOException fault) throws IOException {
        if (isClosed()) {
            throw new SocketException("closed"); // What the stack takes for the end.
        }
        LOG.atDebug().addKeyValue("reason", fault.getMessage()).log("connection could not be accepted");
        LockSupport.parkNanos(REST_NANOS);
    }

    @Override
    public void close() throws IOException {
        super.close();
        accepting.awaitEmpty();
    }
}
