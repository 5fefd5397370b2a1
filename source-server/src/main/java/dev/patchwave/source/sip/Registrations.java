package dev.patchwave.source.sip;

import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.DomainResolver;
import java.util.List;
import java.util.Optional;

/** Who is registered, where, and how they are reached: kept by ourselves, or told by an IMS core. Any thread. */
public interface Registrations {
    /** Takes a REGISTER and answers it. */
    void handle(SipRequest request, SipAnswer answer);

    /** Ends what was not refreshed in time. To be called every second or so. */
    void expire();

    /** Where the sender of a request is, by what may be believed of it. */
    DomainResolver.Resolution locate(SipRequest request);

    /** How one device is reached without reaching others; empty when there is no such way now. May read the disk. */
    Optional<RequestTarget> reach(SubscriberId subscriber, InstanceId instance);

    /** How every device of somebody who takes whatever we send, an admin, is reached. */
    List<RequestTarget> reachAll(SubscriberId subscriber);

    /** What the network said for charging when the subscriber registered. May read the disk. */
    Charging charging(SubscriberId subscriber);
}
