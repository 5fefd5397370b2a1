package dev.patchwave.signal.sip;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/**
 * The ports of an endpoint, opened before the stack exists: the same number for UDP and TCP, its own for TLS, a free one when 0 is asked for. Whoever
 * opens them closes them, unless the stack took them.
 */
final class BoundPorts implements AutoCloseable {
    /** How often to try when the free port of one transport is taken on the other. */
    private static final int FREE_PORT_ATTEMPTS_LIMIT = 50;

    private final int port;
    private final ReceivingSocket datagram;
    private final AcceptingSocket server;
    private final AcceptingSocket tls;

    private BoundPorts(int port, ReceivingSocket datagram, AcceptingSocket server, AcceptingSocket tls) {
        this.tls = tls;
        this.port = port;
        this.datagram = datagram;
        this.server = server;
    }

    /**
     * Opens them.
     *
     * @throws IOException when one cannot be opened; the message names host, port and transport
     */
    static BoundPorts open(SipEndpointConfig config) throws IOException {
        if (config.port() != 0) {
            return open(config, config.port());
        }
        IOException last = new IOException("no free port on " + config.host());
        for (int i = 0; i < FREE_PORT_ATTEMPTS_LIMIT; i++) {
            try {
                return open(config, 0);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private static BoundPorts open(SipEndpointConfig config, int wanted) throws IOException {
        AcceptingSocket server = null;
        AcceptingSocket tls = null;
        ReceivingSocket datagram = null;
        int port = wanted;
        try {
            if (config.transports().contains(SipTransport.TCP)) {
                server = server(config.host(), port, SipTransport.TCP);
                port = server.getLocalPort();
            }
            if (config.transports().contains(SipTransport.UDP)) {
                datagram = datagram(config.host(), port);
                port = datagram.getLocalPort();
            }
            if (config.tls().isPresent()) {
                tls = server(config.host(), config.tls().get().port(), SipTransport.TLS);
            }
            return new BoundPorts(port, datagram, server, tls);
        } catch (IOException e) {
            close(datagram, server, tls);
            throw e;
        }
    }

    private static AcceptingSocket server(String host, int port, SipTransport transport) throws IOException {
        AcceptingSocket server = new AcceptingSocket();
        try {
            server.bind(address(host, port));
            return server;
        } catch (IOException e) {
            server.close();
            throw refused(host, port, transport, e);
        }
    }

    private static ReceivingSocket datagram(String host, int port) throws IOException {
        ReceivingSocket datagram = new ReceivingSocket();
        try {
            datagram.bind(address(host, port));
            return datagram;
        } catch (IOException e) {
            datagram.close();
            throw refused(host, port, SipTransport.UDP, e);
        }
    }

    private static InetSocketAddress address(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + host);
        }
        return address;
    }

    private static IOException refused(String host, int port, SipTransport transport, IOException cause) {
        return new IOException(
                "cannot listen on " + host + ":" + port + "/" + transport.token() + ": " + cause.getMessage(), cause);
    }

    /** Of UDP and TCP, or of TLS where it is alone. */
    int port() {
        return datagram == null && server == null && tls != null ? tls.getLocalPort() : port;
    }

    int port(SipTransport transport) {
        return transport == SipTransport.TLS && tls != null ? tls.getLocalPort() : port;
    }

    ReceivingSocket takeDatagram() throws SocketException {
        if (datagram == null) {
            throw new SocketException("UDP is not configured");
        }
        return datagram;
    }

    void datagramParsed() {
        if (datagram != null) {
            datagram.parsed();
        }
    }

    /** @param transport TCP or TLS */
    AcceptingSocket takeServer(SipTransport transport) throws IOException {
        AcceptingSocket wanted = transport == SipTransport.TLS ? tls : server;
        if (wanted == null) {
            throw new IOException(transport + " is not configured");
        }
        return wanted;
    }

    /** Frees the ports, also when the stack is still using them. */
    @Override
    public void close() throws IOException {
        close(datagram, server, tls);
    }

    private static void close(DatagramSocket datagram, ServerSocket... servers) throws IOException {
        if (datagram != null) {
            datagram.close();
        }
        for (ServerSocket server : servers) {
            if (server != null) {
                server.close();
            }
        }
    }
}
