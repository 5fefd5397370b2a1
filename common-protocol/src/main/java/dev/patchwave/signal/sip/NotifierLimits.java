package dev.patchwave.signal.sip;

/**
 * How much a notifier takes on.
 *
 * @param maxSubscriptions beyond it new subscribers are told to come later
 * @param maxSubscriptionsPerSubscriber beyond it the one that ends soonest makes room
 */
public record NotifierLimits(long maxSubscriptions, int maxSubscriptionsPerSubscriber) {
    /** Ten million subscriptions, eight of a subscriber. */
    public static final NotifierLimits USUAL = new NotifierLimits(10_000_000, 8);

    public NotifierLimits {
        if (maxSubscriptions < 1 || maxSubscriptionsPerSubscriber < 1) {
            throw new IllegalArgumentException("notifier limits must be 1 or more");
        }
    }
}
