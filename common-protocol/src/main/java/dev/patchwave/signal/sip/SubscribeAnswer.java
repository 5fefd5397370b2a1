package dev.patchwave.signal.sip;

import java.util.List;
import java.util.Optional;

/**
 * What to do for a SUBSCRIBE: send the response, then the NOTIFY.
 *
 * @param record the subscription as it is now, or was when it ended with this
 * @param notification the NOTIFY; empty when the other side has that content already (204)
 * @param replaced subscriptions of the same device that this new one took the place of; they are gone
 * @param shed subscriptions of other devices of the subscriber that had to make room, to be told so
 */
public record SubscribeAnswer(
        SipResponse response,
        SubscriptionRecord record,
        Optional<OutgoingRequest> notification,
        List<SubscriptionRecord> replaced,
        List<Notifier.Ended> shed) {
    public SubscribeAnswer {
        replaced = List.copyOf(replaced);
        shed = List.copyOf(shed);
    }
}
