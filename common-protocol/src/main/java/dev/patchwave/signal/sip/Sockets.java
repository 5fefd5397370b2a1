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
    private volatile Connections connections;

    /** Not usable until the endpoint has called {@code use}. */
    public Sockets() {}

    /** Owed before any listening point is made. */
    void use(BoundPorts bound, Connections connections) {
        this.bound = bound;
        this.connections = connections;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress bindAddress) throws IOException {
        return bound.takeServer(connections);
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

    private Socket connected(InetAddress address, int port, InetSocketAddress local) throws IOException {
        WatchedSocket socket = new WatchedSocket();
        try {
            InetSocketAddress remote = new InetSocketAddress(address, port);
            socket.bind(local);
            socket.connect(remote, CONNECT_PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.watchedBy(connections.add(socket, remote, SipTransport.TCP, true));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
