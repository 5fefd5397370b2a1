package dev.patchwave.signal.sip;

import java.net.InetSocketAddress;

/** Where a request goes next: the topmost route or else the request URI. */
record Destination(String host, int port, SipTransport transport) {
    /**
     * Reads it out of the request.
     *
     * @throws IllegalArgumentException when there is no SIP URI to go by
     */
    static Destination of(OutgoingRequest request) {
        SipUri next = request.routes().isEmpty()
                ? SipUri.parse(request.requestUri())
                : SipAddress.parse(request.routes().getFirst()).sipUri();
        return new Destination(
                next.host(), next.portOrDefault(), next.transport().orElse(SipTransport.UDP));
    }

    /** The other end of a connection. */
    static Destination of(InetSocketAddress remote, SipTransport transport) {
        return new Destination(remote.getAddress().getHostAddress(), remote.getPort(), transport);
    }

    Destination by(SipTransport other) {
        return new Destination(host, port, other);
    }

    /** Whether asking a name server is spared: an address of digits or brackets. */
    boolean isNumeric() {
        return host.startsWith("[") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** The same place as a socket address; asks a name server unless {@link #isNumeric()}. */
    InetSocketAddress resolved() {
        return new InetSocketAddress(bare(), port);
    }

    /** The host without the brackets of IPv6. */
    String bare() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host + ":" + port + "/" + transport.token();
    }
}
