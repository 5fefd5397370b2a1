package dev.patchwave.simulator.swarm;

import dev.patchwave.swarm.SwarmPlan;
import java.util.function.Consumer;

/** Whoever sent a request twice takes one answer. */
final class OneAnswer implements Consumer<SwarmPlan> {
    private final Consumer<SwarmPlan> taker;
    private boolean taken;

    OneAnswer(Consumer<SwarmPlan> taker) {
        this.taker = taker;
    }

    @Override
    public void accept(SwarmPlan plan) {
        if (!taken) {
            taken = true;
            taker.accept(plan);
        }
    }
}
