package dev.patchwave.signal.sip;

/** The request could not be carried to where it should go, or the connection broke before the answer. */
public final class SipUnreachable extends SipFailure {
    private static final long serialVersionUID = 1;

    SipUnreachable(String message) {
        super(message);
    }

    SipUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}
