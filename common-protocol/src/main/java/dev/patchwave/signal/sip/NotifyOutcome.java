package dev.patchwave.signal.sip;

import java.time.Duration;

/** What the answer to a NOTIFY means, or to a MESSAGE of ours (RFC 6665 4.2.2). */
public sealed interface NotifyOutcome {
    /** It arrived; whether it was understood is another question. */
    record Delivered() implements NotifyOutcome {}

    /** The other side or the network wants less: wait, and slow down as a whole. */
    record Overloaded(Duration retryAfter) implements NotifyOutcome {}

    /** It could not be sent; the subscription stays. */
    record Unreachable() implements NotifyOutcome {}

    /**
     * The subscription is over: the answer said so, or nobody answered in time.
     *
     * @param isAbsent nobody is there, so that another way would not work either until it registers again
     */
    record Ended(String reason, boolean isAbsent) implements NotifyOutcome {}

    /** Not wanted or not understood; sending the same again would not help. The subscription stays. */
    record Refused(int status) implements NotifyOutcome {}

    /** How long to wait after overload that names no time. */
    Duration USUAL_RETRY_AFTER = Duration.ofSeconds(5);

    /** What a final response means. */
    static NotifyOutcome of(SipResponse response) {
        int status = response.status();
        if (response.isSuccess()) {
            return new Delivered();
        }
        return switch (status) {
            case 404, 410, 480, 604 -> new Ended("nobody there: " + status, true);
            case 408, 477, 504 -> new Ended("nobody answered: " + status, true); // What a proxy makes of silence.
            case 405, 416, 481, 482, 483, 484, 485, 489, 501 -> new Ended("status " + status, false);
            case 500, 503 -> new Overloaded(response.retryAfter().orElse(USUAL_RETRY_AFTER));
            default -> response.retryAfter().<NotifyOutcome>map(Overloaded::new).orElseGet(() -> new Refused(status));
        };
    }

    /** What it means that there was no response. */
    static NotifyOutcome of(SipFailure failure) {
        return switch (failure) {
            case SipTimeout timeout -> new Ended("nobody answered in time", true);
            case SipUnreachable unreachable -> new Unreachable();
            case SipBacklogFull full -> new Overloaded(Duration.ofSeconds(1));
        };
    }
}
