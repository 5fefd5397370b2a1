package dev.patchwave.signal.sip;

/** What a user agent tells its program. */
public interface UserAgentListener {
    /**
     * A NOTIFY of our subscription or poll, which has been answered with 200. Event, Subscription-State, SIP-ETag and body are in it.
     * On the agent's thread; must not block.
     *
     * @param polled whether it answers a poll
     */
    void onNotify(SipRequest notify, boolean polled);

    /**
     * A MESSAGE to us. Who may order what is for the program to decide: nothing but From, P-Asserted-Identity and where it came from
     * says who sent it. On the endpoint's threads, several at once; must return soon.
     *
     * @return the status to answer with: 200, 403 not allowed, 415 not understood, ...
     */
    int onMessage(SipRequest message);

    /** Our standing has changed. On the agent's thread; must not block. */
    void onState(UserAgentState state);
}
