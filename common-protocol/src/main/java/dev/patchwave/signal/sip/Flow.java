package dev.patchwave.signal.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * What a registration behind a proxy hangs on: the connection between us and it (RFC 5626 3.1).
 *
 * @param addresses of the proxy; none when its name was not known when we started
 * @param port of the proxy
 * @param transport never lost for UDP, which has no connections
 */
record Flow(List<InetAddress> addresses, int port, SipTransport transport) {
    /** Towards the proxy at {@code uri}; asks a name server unless it is an address. */
    static Flow to(String uri) {
        SipUri proxy = SipUri.parse(uri);
        return new Flow(
                resolved(proxy.host()), proxy.portOrDefault(), proxy.transport().orElse(SipTransport.UDP));
    }

    /** Whether a connection that ended was this one, and not one that the proxy had opened to us. */
    boolean is(InetSocketAddress remote, SipTransport other) {
        return transport == other && remote.getPort() == port && addresses.contains(remote.getAddress());
    }

    private static List<InetAddress> resolved(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of(); // Sending will say so.
        }
    }
}
