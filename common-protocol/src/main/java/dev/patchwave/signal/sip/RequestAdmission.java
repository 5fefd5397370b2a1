package dev.patchwave.signal.sip;

import java.time.Instant;

/** The door of a service: says in whose name a request comes, or how it is refused. Any thread. */
@FunctionalInterface
public interface RequestAdmission {
    /** Judges one request; a challenge is answered by its sender with a new one, which comes here again. */
    Admission admit(SipRequest request, Instant now);
}
