package dev.patchwave.simulator.swarm;

import java.util.Optional;

/** A core that dies with its program and begins anew: answers to what an earlier life asked are lost. */
final class CoreLives<V, E> {
    private Optional<CoreOnVirtualTime<V, E>> core = Optional.empty();
    private int life;

    /** Which life this is. */
    int current() {
        return life;
    }

    void begin(CoreOnVirtualTime<V, E> newCore) {
        life++;
        core = Optional.of(newCore);
    }

    void end() {
        life++;
        core.ifPresent(CoreOnVirtualTime::stop);
    }

    void tell(V event) {
        core.ifPresent(living -> living.offer(event));
    }

    /** The answer to what was asked in that life. */
    void answer(int asking, V event) {
        if (life == asking) {
            tell(event);
        }
    }
}
