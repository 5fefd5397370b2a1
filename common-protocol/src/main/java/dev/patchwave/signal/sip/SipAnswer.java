package dev.patchwave.signal.sip;

/** The one answer that is owed to one request. */
public interface SipAnswer {
    /**
     * Sends the final response. From any thread; the first call counts, later ones are ignored. Never 408, which a
     * non-INVITE must not be answered with (RFC 4320 4.2). A response that cannot be carried is logged and dropped: the other
     * side will repeat its request or give up.
     */
    void send(SipResponse response);
}
