package dev.patchwave.source.core;

import java.time.Instant;

/**
 * How fast subscriptions are ended so that their subscribers go to another source: at the pace of a campaign, since each of them sends a
 * SUBSCRIBE at once. As many may wait for an answer as a campaign bears, the prompt and the overdue together. Pure; not thread-safe.
 */
public final class Drain {
    private static final int MAX_IN_FLIGHT = 1_000_000;

    private final Pace pace;
    private int inFlight;
    private long moved;

    public Drain(PaceLimits limits, Instant now) {
        int inFlightAndOverdue = (int) Math.min(MAX_IN_FLIGHT, (long) limits.maxInFlight() + limits.maxOverdue());
        this.pace = new Pace(new PaceLimits(limits.signalsPerSecond(), inFlightAndOverdue), now);
    }

    /** How many subscriptions may be ended now. */
    public int granted(Instant now) {
        return pace.grant(inFlight, now);
    }

    /** One was ended and told so; owed: {@link #answered}. */
    public void ended() {
        pace.sent();
        inFlight++;
        moved++;
    }

    public void answered(Delivery delivery, Instant now) {
        inFlight--;
        switch (delivery) {
            case Delivery.Delivered arrived -> pace.delivered();
            case Delivery.Overloaded(var retryAfter) -> pace.overloaded(retryAfter, now);
            case Delivery.Absent gone -> {}
            case Delivery.NotSubscribed gone -> {}
            case Delivery.Unreachable gone -> {} // Its next refresh is answered 481: it subscribes anew then.
            case Delivery.Refused gone -> {}
            case Delivery.Deferred never -> throw new IllegalStateException("the last NOTIFY of a subscription waits");
        }
    }

    /** How many were ended. */
    public long moved() {
        return moved;
    }

    /** How many of them have not answered. */
    public int inFlight() {
        return inFlight;
    }
}
