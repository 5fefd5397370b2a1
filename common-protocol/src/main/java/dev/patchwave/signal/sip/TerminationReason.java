package dev.patchwave.signal.sip;

import java.util.Locale;

/** Why a notifier ends a subscription, as the subscriber is told (RFC 6665 4.1.3). */
public enum TerminationReason {
    /** Subscribe again at once: the subscription moves elsewhere. */
    DEACTIVATED,
    /** Subscribe again later; the only one of these for which {@code retry-after} means something. */
    PROBATION,
    /** Do not subscribe again. */
    REJECTED,
    /** It was not refreshed in time, or its subscriber ended it. */
    TIMEOUT,
    /** There is nothing here to subscribe to any more. */
    NORESOURCE;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
