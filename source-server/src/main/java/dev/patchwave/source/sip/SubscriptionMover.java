package dev.patchwave.source.sip;

import dev.patchwave.signal.sip.Notifier;
import dev.patchwave.signal.sip.Termination;
import dev.patchwave.signal.sip.TerminationReason;
import dev.patchwave.source.core.Delivery;
import dev.patchwave.source.core.Drain;
import dev.patchwave.source.core.PaceLimits;
import dev.patchwave.status.SubscriptionStatus;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the subscribers to another source: ends every subscription with {@code deactivated} (RFC 6665 4.1.3), little by little. Never
 * goes back; a restart forgets it. Any thread.
 */
final class SubscriptionMover {
    /** How often {@link #step} is to be called: what may leave in a longer time is not saved up. */
    static final int STEP_MILLIS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionMover.class);
    private static final Termination MOVED = Termination.of(TerminationReason.DEACTIVATED);

    private final Notifier notifier;
    private final BiConsumer<Notifier.Ended, Consumer<Delivery>> tellEnd;
    private final PaceLimits pace;
    private final Clock clock;
    private Optional<Drain> drain = Optional.empty();
    private boolean done;

    /** @param tellEnd sends the last NOTIFY of a subscription, and tells how it fared */
    SubscriptionMover(
            Notifier notifier, BiConsumer<Notifier.Ended, Consumer<Delivery>> tellEnd, PaceLimits pace, Clock clock) {
        this.notifier = notifier;
        this.tellEnd = tellEnd;
        this.pace = pace;
        this.clock = clock;
    }

    /** False when it has begun before. */
    synchronized boolean begin() {
        if (drain.isPresent()) {
            return false;
        }
        drain = Optional.of(new Drain(pace, clock.instant()));
        LOG.atInfo().addKeyValue("subscriptions", notifier.count()).log("subscriptions are moved away");
        return true;
    }

    synchronized void step() {
        drain.ifPresent(this::step);
    }

    synchronized boolean hasBegun() {
        return drain.isPresent();
    }

    synchronized SubscriptionStatus status() {
        return new SubscriptionStatus(
                notifier.count() + drain.map(Drain::inFlight).orElse(0),
                drain.map(Drain::moved).orElse(0L));
    }

    private void step(Drain moving) {
        Instant now = clock.instant();
        int granted = moving.granted(now);
        if (granted == 0) {
            return;
        }
        var ended = notifier.terminateSome(granted, MOVED, now);
        ended.forEach(subscription -> {
            moving.ended();
            tellEnd.accept(subscription, delivery -> answered(moving, delivery));
        });
        if (ended.isEmpty() && moving.inFlight() == 0 && !done) {
            done = true;
            LOG.atInfo().addKeyValue("subscriptions", moving.moved()).log("all subscriptions are moved away");
        }
    }

    private synchronized void answered(Drain moving, Delivery delivery) {
        moving.answered(delivery, clock.instant());
    }
}
