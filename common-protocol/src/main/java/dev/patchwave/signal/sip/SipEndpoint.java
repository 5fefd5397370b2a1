package dev.patchwave.signal.sip;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One place in the SIP network: an address that requests reach us at and that we send from. Carries messages, retransmits them,
 * absorbs retransmissions; knows no dialogs and decides nothing. All methods may be called by any thread.
 */
public interface SipEndpoint extends AutoCloseable {
    /** One over JAIN-SIP. Opens nothing before {@link #start}. */
    static SipEndpoint of(SipEndpointConfig config) {
        return new JainSipEndpoint(config);
    }

    /**
     * Opens the ports and begins to hand requests to {@code handler}.
     *
     * @throws dev.patchwave.config.ConfigProblem when a file of TLS is not what it should be; no port was opened then
     * @throws IOException when a port cannot be opened; the message names host, port and transport
     * @throws IllegalStateException when started before
     */
    void start(SipRequestHandler handler) throws IOException;

    /**
     * Sends a request (not INVITE, ACK or CANCEL) and gives its final response.
     *
     * @param timeout 1 millisecond to 32 seconds (Timer F, RFC 3261 17.1.2.2); no answer within it is a {@link SipTimeout}
     * @return completed on the endpoint's threads, so do not block in what depends on it; exceptionally with a {@link SipFailure}
     */
    CompletableFuture<SipResponse> send(OutgoingRequest request, Duration timeout);

    /**
     * Where others reach us, with the real port: {@code sip:host:port} for UDP, with {@code ;transport=tcp} or {@code tls} for the others. Without a user.
     *
     * @throws IllegalStateException before {@link #start} or when that transport is not configured
     */
    String localUri(SipTransport transport);

    /** The {@link #localUri(SipTransport)} of the first configured transport. */
    String localUri();

    /** How busy it is at this moment; all zero while it is not running. */
    SipLoad load();

    /** Closes the ports; what still waits for an answer completes with {@link SipUnreachable}. */
    @Override
    void close();
}
