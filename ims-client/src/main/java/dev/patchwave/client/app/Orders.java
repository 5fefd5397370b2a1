package dev.patchwave.client.app;

import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.signal.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What the service signals, as orders to the {@link dev.patchwave.client.core.Upgrade}. */
final class Orders {
    private Orders() {}

    /**
     * A release in a NOTIFY: forced when it is to be effective at once (RFC 6080 5.3), else offered, until then.
     *
     * @param effectiveBy as the NOTIFY says; empty when it names none
     */
    static UpgradeOrder of(Signal.ReleaseAvailable available, Optional<Duration> effectiveBy, Instant now) {
        boolean atOnce = effectiveBy.filter(Duration::isZero).isPresent();
        return atOnce
                ? order(available, Manner.FORCED, Optional.empty())
                : order(available, Manner.OFFERED, effectiveBy.map(now::plus));
    }

    /** The same, as the answer to a check that the user asked for. */
    static UpgradeOrder requested(Signal.ReleaseAvailable available) {
        return order(available, Manner.REQUESTED, Optional.empty());
    }

    /** A forced upgrade in a MESSAGE; empty when it came too late. */
    static Optional<UpgradeOrder> of(Signal.ForceUpgrade force, Instant now) {
        return now.isAfter(force.expires())
                ? Optional.empty()
                : Optional.of(new UpgradeOrder(
                        force.release(),
                        force.sequence(),
                        Manner.FORCED,
                        force.manifestUri(),
                        Optional.of(force.campaign()),
                        force.spread(),
                        Optional.empty()));
    }

    private static UpgradeOrder order(Signal.ReleaseAvailable available, Manner manner, Optional<Instant> deadline) {
        return new UpgradeOrder(
                available.release(),
                available.sequence(),
                manner,
                available.manifestUri(),
                available.campaign(),
                available.spread(),
                deadline);
    }
}
