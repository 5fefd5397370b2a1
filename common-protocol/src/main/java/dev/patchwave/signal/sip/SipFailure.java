package dev.patchwave.signal.sip;

import java.io.IOException;

/** Why a request got no final response. */
public abstract sealed class SipFailure extends IOException permits SipTimeout, SipUnreachable, SipBacklogFull {
    private static final long serialVersionUID = 1;

    SipFailure(String message) {
        super(message);
    }

    SipFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
