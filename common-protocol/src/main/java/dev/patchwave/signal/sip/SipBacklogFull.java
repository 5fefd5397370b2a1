package dev.patchwave.signal.sip;

/** Too many of our own requests wait for an answer: slow down. Nothing was sent. */
public final class SipBacklogFull extends SipFailure {
    private static final long serialVersionUID = 1;

    SipBacklogFull(String message) {
        super(message);
    }
}
