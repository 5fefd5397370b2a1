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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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
    private volatile Optional<Tls> tls = Optional.empty();
    private final NextHopNames names = new NextHopNames();

    /** Not usable until the endpoint has called {@code use}. */
    public Sockets() {}

    /** Owed before any listening point is made. */
    void use(BoundPorts bound, Connections connections, Optional<Tls> tls) {
        this.bound = bound;
        this.connections = connections;
        this.tls = tls;
    }

    /** The parser has taken a datagram. */
    void datagramParsed() {
        bound.datagramParsed();
    }

    NextHopNames names() {
        return names;
    }

    @Override
    public ServerSocket createServerSocket(int port, int backlog, InetAddress bindAddress) throws IOException {
        AcceptingSocket server = bound.takeServer(SipTransport.TCP);
        server.into(connections, connected -> watched(connected, false));
        return server;
    }

    @Override
    public DatagramSocket createDatagramSocket(int port, InetAddress local) throws SocketException {
        ReceivingSocket receiving = bound.takeDatagram();
        receiving.behind(connections.screen());
        return receiving;
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
        AcceptingSocket server = bound.takeServer(SipTransport.TLS);
        Tls keys = tls();
        server.into(connections, connected -> {
            Connection connection = watchedBelow(connected, false);
            return new TlsSocket(keys.accepted(connected), connection);
        });
        return new TlsAcceptor(server);
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port) throws IOException {
        return secured(address, port, new InetSocketAddress(0));
    }

    @Override
    public SSLSocket createSSLSocket(InetAddress address, int port, InetAddress local) throws IOException {
        return secured(address, port, new InetSocketAddress(local, 0));
    }

    @Override
    public void setSipStack(SipStackImpl stack) {}

    private Socket connected(InetAddress address, int port, InetSocketAddress local) throws IOException {
        return watched(bare(new InetSocketAddress(address, port), local), true);
    }

    /** With its handshake done and the other side's name checked, since the stack takes care of neither. */
    private SSLSocket secured(InetAddress address, int port, InetSocketAddress local) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CONNECT_PATIENCE_MILLIS);
        InetSocketAddress remote = new InetSocketAddress(address, port);
        String host = names.of(remote);
        WatchedSocket below = bare(remote, local);
        try {
            Connection connection = watchedBelow(below, true);
            connection.shakesUntil(deadline);
            TlsSocket socket = new TlsSocket(tls().connecting(below, host), connection);
            socket.startHandshake();
            if (tls().verifiesHost()) {
                connection.speaksFor(socket::speaksFor);
            }
            return socket;
        } catch (IOException e) {
            below.close();
            throw e;
        }
    }

    private Tls tls() throws IOException {
        return tls.orElseThrow(() -> new IOException("TLS is not configured"));
    }

    private WatchedSocket watched(WatchedSocket socket, boolean openedByUs) throws IOException {
        InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        socket.watchedBy(connections.add(socket, remote, SipTransport.TCP, openedByUs));
        return socket;
    }

    private Connection watchedBelow(WatchedSocket socket, boolean openedByUs) {
        InetSocketAddress remote = (InetSocketAddress) socket.getRemoteSocketAddress();
        Connection connection = connections.add(socket, remote, SipTransport.TLS, openedByUs);
        socket.endsWith(connection);
        return connection;
    }

    private static WatchedSocket bare(InetSocketAddress remote, InetSocketAddress local) throws IOException {
        WatchedSocket socket = new WatchedSocket();
        try {
            socket.bind(local);
            socket.connect(remote, CONNECT_PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
