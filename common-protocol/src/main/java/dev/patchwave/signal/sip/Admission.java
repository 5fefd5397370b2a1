package dev.patchwave.signal.sip;

import dev.patchwave.signal.SubscriberId;

/** Whether a request may go on, and in whose name. */
public sealed interface Admission {
    /** The request is by this subscriber; what that one may do is for the caller to say. */
    record Admitted(SubscriberId subscriber) implements Admission {}

    /**
     * Answer with this: 401 with challenges, 400 or 403.
     *
     * @param reason for the log, without identities
     */
    record Refused(SipResponse response, String reason) implements Admission {}
}
