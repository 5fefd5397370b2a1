package dev.patchwave.source.core;

import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The signals that wait for their answer, oldest first. One that waits longer than usual counts as overdue: it gives its slot
 * back, so that the dead, who keep their signal in flight until Timer F (RFC 3261 17.1.2.2), do not hold up the living. Of
 * overdue ones there is a limit too; at it they keep their slots, and sending stops until answers or timeouts come.
 */
final class InFlight {
    /** One signal: what of, and to whom. */
    record Flight(CampaignId campaign, InstanceId instance) {}

    /** When it left, and to whom where it was a MESSAGE. */
    record Sent(Instant at, Optional<SubscriberId> byMessage) {}

    private final PaceLimits limits;
    private final SequencedMap<Flight, Sent> prompt = new LinkedHashMap<>();
    private final SequencedMap<Flight, Sent> overdue = new LinkedHashMap<>(); // Each older than any prompt one.

    InFlight(PaceLimits limits) {
        this.limits = limits;
    }

    boolean contains(Flight flight) {
        return prompt.containsKey(flight) || overdue.containsKey(flight);
    }

    /** It leaves; must not be in flight. Not before any other that left. */
    void add(Flight flight, Sent sent) {
        prompt.put(flight, sent);
    }

    Optional<Sent> remove(Flight flight) {
        Sent sent = prompt.remove(flight);
        return Optional.ofNullable(sent != null ? sent : overdue.remove(flight));
    }

    /** How many take one of the slots at {@code now}. */
    int slotsTaken(Instant now) {
        while (nextOverdue().filter(due -> !due.isAfter(now)).isPresent()) {
            var oldest = prompt.pollFirstEntry();
            overdue.putLast(oldest.getKey(), oldest.getValue());
        }
        return prompt.size();
    }

    /** From when on there is a free slot, unless an answer comes first; empty: not before. */
    Optional<Instant> nextSlot() {
        return prompt.size() < limits.maxInFlight() ? Optional.of(Instant.MIN) : nextOverdue();
    }

    /** When the oldest left; empty when none is in flight. */
    Optional<Instant> oldest() {
        return inOrder().findFirst().map(entry -> entry.getValue().at());
    }

    /** Those that left at {@code last} or before. */
    List<Flight> leftUntil(Instant last) {
        return inOrder()
                .takeWhile(entry -> !entry.getValue().at().isAfter(last))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Optional<Instant> nextOverdue() {
        return prompt.isEmpty() || overdue.size() >= limits.maxOverdue()
                ? Optional.empty()
                : Optional.of(prompt.firstEntry().getValue().at().plus(limits.usualAnswerTime()));
    }

    private Stream<Map.Entry<Flight, Sent>> inOrder() {
        return Stream.concat(overdue.entrySet().stream(), prompt.entrySet().stream());
    }
}
