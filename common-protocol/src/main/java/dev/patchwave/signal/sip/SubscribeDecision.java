package dev.patchwave.signal.sip;

import java.time.Duration;
import java.util.Optional;

/** What the notifier makes of a SUBSCRIBE before it knows what there is to say. */
public sealed interface SubscribeDecision {
    /** Answer with this; nothing else changed. */
    record Refused(SipResponse response) implements SubscribeDecision {}

    /**
     * Find out what there is to say to this one, then call {@link Notifier#answer} within the half second after which the
     * other side would send again.
     *
     * @param record what the subscription will be; nothing is kept yet
     * @param granted how long it will last; zero for {@link Kind#POLL} and {@link Kind#END}
     * @param suppressIfMatch the etag that the other side has already (RFC 5839 5.1)
     */
    record Asked(Kind kind, SubscriptionRecord record, Duration granted, Optional<String> suppressIfMatch)
            implements SubscribeDecision {}

    /** What a SUBSCRIBE wants. */
    enum Kind {
        /** A new subscription. */
        NEW,
        /** To keep one that there is. */
        REFRESH,
        /** The state of now and no subscription: Expires 0 outside a dialog (RFC 6665 4.4.3). A user asks for an upgrade. */
        POLL,
        /** To end one that there is. */
        END
    }
}
