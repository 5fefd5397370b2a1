package dev.patchwave.source.core;

import java.time.Duration;
import java.time.Instant;

/** What became of a signal, as far as SIP can tell. A 200 says that it arrived, not that it was understood. */
public sealed interface Delivery {
    /** Any 2xx. */
    record Delivered() implements Delivery {}

    /** 503, or 500 with Retry-After, or overload control (RFC 7339): the network wants less. */
    record Overloaded(Duration retryAfter) implements Delivery {}

    /** Timeout, 408, 477, 480, or no connection: nobody there at the moment. */
    record Unreachable() implements Delivery {}

    /** The subscription is over and nobody is there: silence, 408, 480 and their kin in a subscription. */
    record Absent() implements Delivery {}

    /** The subscription is over (RFC 6665 4.2.2): 481 and its kin; another way may work. */
    record NotSubscribed() implements Delivery {}

    /** Not sent: its subscriber wants no NOTIFY before {@code until} (RFC 6446). */
    record Deferred(Instant until) implements Delivery {}

    /** 403, 415, 489, 604 and the like: never ask this one again. */
    record Refused() implements Delivery {}
}
