package dev.patchwave.signal.sip;

import gov.nist.core.net.NetworkLayer;
import gov.nist.javax.sip.SipStackImpl;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.function.Consumer;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * The sockets of one stack. JAIN-SIP refuses port 0 and says little about a port in use, so the endpoint binds first and this hands
 * out what was bound; connections are made with a limit of time and tell when they are lost. Public because JAIN-SIP makes it
 * by name.
 */
public final class Sockets implements NetworkLayer {
    private static final int CONNECT_PATIENCE_MILLIS = 4_000;

    private volatile BoundPorts bound;
    private volatile Consumer<InetSocketAddress> onLost = address -> {};

    /** Not usable until the endpoint has called {@code use}. */
    public Sockets() {}

    /** Owed before any listening point is made. {@code onLost} is told the far end of every connection that ended. */
    void use(BoundPorts bound, Consumer<InetSocketAddress> onLost) {
        this.bound = bound;
        this.onLost = onLost;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress bindAddress) throws IOException {
        return bound.takeServer(this::accepted);
    }

    @Override
    public DatagramSocket createDatagramSocket(int port, InetAddress local) throws SocketException {
        return bound.takeDatagram();
    }

    @Override
    public DatagramSocket createDatagramSocket() throws SocketException {
        return new DatagramSocket();
    }

    @Override
    public Socket createSocket(InetAddress address, int port) throws IOException {
        return connected(address, port, new InetSocketAddress(0));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local) throws IOException {
        return connected(address, port, new InetSocketAddress(local, 0));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) throws IOException {
        return connected(address, port, new InetSocketAddress(local, localPort));
    }

    @Override
    public SSLServerSocket createSSLServerSocket(int port, int backlog, InetAddress bindAddress) throws IOException {
        throw new IOException("TLS is not configured");
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port) throws IOException {
        throw new IOException("TLS is not configured");
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress local) throws IOException {
        throw new IOException("TLS is not configured");
    }

    @Override
    public void setSipStack(SipStackImpl stack) {}

    private Socket accepted() throws IOException {
        return new WatchedSocket(onLost);
    }

    private Socket connected(InetAddress address, int port, InetSocketAddress local) throws IOException {
        Socket socket = new WatchedSocket(onLost);
        try {
            socket.bind(local);
            socket.connect(new InetSocketAddress(address, port), CONNECT_PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
