package dev.patchwave.signal.sip;

import java.net.InetSocketAddress;

/** Takes the requests that reach an endpoint. */
@FunctionalInterface
public interface SipRequestHandler {
    /**
     * Called on the endpoint's threads, several at once: must be thread-safe and return soon. The answer is due before the heavy
     * work (RFC 4320); it may be sent later and by another thread. An exception is answered with 500.
     */
    void handle(SipRequest request, SipAnswer answer);

    /**
     * A connection ended, whoever ended it. What waited for an answer on it has failed already; whoever registered over it has lost that
     * flow (RFC 5626 4.5). On the endpoint's threads: must return soon.
     *
     * @param remote the far end of the connection
     */
    default void connectionLost(InetSocketAddress remote, SipTransport transport) {}
}
