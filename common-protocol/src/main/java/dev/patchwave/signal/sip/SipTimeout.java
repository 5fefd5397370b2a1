package dev.patchwave.signal.sip;

/** Nobody answered in time. The request may have arrived all the same. */
public final class SipTimeout extends SipFailure {
    private static final long serialVersionUID = 1;

    SipTimeout(String message) {
        super(message);
    }
}
