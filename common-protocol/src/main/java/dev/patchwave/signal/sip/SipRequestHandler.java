package dev.patchwave.signal.sip;

/** Takes the requests that reach an endpoint. */
@FunctionalInterface
public interface SipRequestHandler {
    /**
     * Called on the endpoint's threads, several at once: must be thread-safe and return soon. The answer is due before the heavy
     * work (RFC 4320); it may be sent later and by another thread. An exception is answered with 500.
     */
    void handle(SipRequest request, SipAnswer answer);
}
