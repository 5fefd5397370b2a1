package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.SwarmPlan;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The requests that wait for a tracker's answer, by ticket. */
final class Askers {
    private final Map<Long, Consumer<SwarmPlan>> waiting = new HashMap<>(); // Never iterated.
    private long tickets;

    /** The ticket of one more. */
    long add(Consumer<SwarmPlan> asker) {
        waiting.put(tickets, asker);
        return tickets++;
    }

    /** Nothing happens when the one who asked is gone. */
    void answer(long ticket, SwarmPlan plan) {
        Optional.ofNullable(waiting.remove(ticket)).ifPresent(asker -> asker.accept(plan));
    }

    void forgetAll() {
        waiting.clear();
    }

    int size() {
        return waiting.size();
    }
}
