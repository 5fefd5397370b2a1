package dev.patchwave.source.sip;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.RequestAdmission;
import dev.patchwave.signal.sip.SipRequest;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** The SIP network that the source stands in: its own, or an IMS core. Decides who is let in and who is where. */
public interface SipNetwork {
    /**
     * Who is registered.
     *
     * @param afterwards runs what waits for the disk, in order, on one thread
     */
    Registrations registrations(Executor afterwards);

    /**
     * The door that requests come in by.
     *
     * @param dialogOwner whose subscription a request inside a dialog belongs to; empty when there is none
     */
    RequestAdmission admission(Function<SipRequest, Optional<SubscriberId>> dialogOwner);
}
