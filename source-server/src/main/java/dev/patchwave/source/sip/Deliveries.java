package dev.patchwave.source.sip;

import dev.patchwave.signal.sip.NotifyOutcome;
import dev.patchwave.signal.sip.SipFailure;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.core.Delivery;

/** What answers and failures mean to a campaign. */
final class Deliveries {
    private Deliveries() {}

    /** Of a NOTIFY in a subscription. */
    static Delivery of(NotifyOutcome outcome) {
        return switch (outcome) {
            case NotifyOutcome.Delivered delivered -> new Delivery.Delivered();
            case NotifyOutcome.Overloaded(var retryAfter) -> new Delivery.Overloaded(retryAfter);
            case NotifyOutcome.Unreachable unreachable -> new Delivery.Unreachable();
            case NotifyOutcome.Ended ended when ended.isAbsent() -> new Delivery.Absent();
            case NotifyOutcome.Ended ended -> new Delivery.NotSubscribed();
            case NotifyOutcome.Refused refused -> new Delivery.Refused();
        };
    }

    /** Of a MESSAGE, where nobody at home is no reason never to come again. */
    static Delivery ofMessage(SipResponse response) {
        return switch (response.status()) {
            case 404, 408, 410, 477, 480, 481, 482, 483, 504 -> new Delivery.Unreachable();
            case 405, 415, 416, 484, 485, 489, 501, 604 -> new Delivery.Refused();
            default -> of(NotifyOutcome.of(response));
        };
    }

    static Delivery ofMessage(SipFailure failure) {
        NotifyOutcome outcome = NotifyOutcome.of(failure);
        return outcome instanceof NotifyOutcome.Ended ? new Delivery.Unreachable() : of(outcome);
    }
}
