package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.table.SlotQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Tells everybody who is known of the newest stop order, once each, at the pace of campaigns: for those who fetch nothing now, since the
 * others learn of it from their swarm. Nothing is repeated; whoever is missed learns of it when it asks a cache. Not thread-safe; belongs to
 * one core.
 */
final class StopRound {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final long STEPS_PER_SECOND = 20;

    private final Subscribers subscribers;
    private final Instances instances;
    private final int perStep;
    private SlotQueue waiting = new SlotQueue();
    private String order = "";
    private Instant nextStep = Instant.EPOCH;

    StopRound(Subscribers subscribers, Instances instances, PaceLimits pace) {
        this.subscribers = subscribers;
        this.instances = instances;
        this.perStep = (int) Math.max(1, pace.signalsPerSecond() / STEPS_PER_SECOND);
    }

    /** Begins anew, with this order. */
    void begin(String signedOrder, Collection<DomainId> domains) {
        order = signedOrder;
        waiting = new SlotQueue();
        domains.forEach(domain -> subscribers.in(domain, waiting::add));
    }

    /** Tells as many as may be told now. */
    void send(Instant now, List<CampaignEffect> out) {
        if (waiting.isEmpty() || now.isBefore(nextStep)) {
            return;
        }
        for (int left = perStep; left > 0 && !waiting.isEmpty(); left--) {
            subscribers
                    .member(instances.at(waiting.remove()))
                    .filter(member -> member.registered(now))
                    .ifPresent(member ->
                            out.add(new CampaignEffect.MessageStop(member.subscriber(), member.instance(), order)));
        }
        nextStep = now.plus(STEP);
    }

    Optional<Instant> nextDeadline() {
        return waiting.isEmpty() ? Optional.empty() : Optional.of(nextStep);
    }
}
