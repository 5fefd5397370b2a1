package dev.patchwave.signal.sip;

import java.time.Instant;
import java.util.Optional;

/** What becomes of news for a subscription. */
public sealed interface NotifyDecision {
    /** This NOTIFY is to be sent. */
    record Send(OutgoingRequest request) implements NotifyDecision {}

    /** Too early for the rate that the subscriber wants at most (RFC 6446 5): ask again then, with what is news then. */
    record Deferred(Instant until) implements NotifyDecision {}

    /** There is no such subscription any more. */
    record Gone() implements NotifyDecision {}

    /** The NOTIFY, if one is to be sent. */
    default Optional<OutgoingRequest> toSend() {
        return this instanceof Send send ? Optional.of(send.request) : Optional.empty();
    }
}
