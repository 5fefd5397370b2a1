package dev.patchwave.simulator.swarm;

import dev.patchwave.loop.Core;
import dev.patchwave.simulator.network.VirtualTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Drives a production core as {@code CoreLoop} does, on virtual time and without a thread. */
final class CoreOnVirtualTime<E, F> {
    private final VirtualTime time;
    private final Core<E, F> core;
    private final Consumer<F> performer;
    private final ArrayDeque<E> mailbox = new ArrayDeque<>(4);
    private final Runnable wake = this::wake;
    private Instant alarm = Instant.MAX; // The earliest that is set; later ones that are set too find nothing to do.
    private boolean busy;
    private boolean stopped;

    CoreOnVirtualTime(VirtualTime time, Core<E, F> core, Consumer<F> performer) {
        this.time = time;
        this.core = core;
        this.performer = performer;
    }

    /** Events that come up while effects are performed wait until all of them are. */
    void offer(E event) {
        mailbox.add(event);
        if (busy || stopped) {
            return;
        }
        busy = true;
        while (!mailbox.isEmpty() && !stopped) {
            core.on(mailbox.poll(), time.now()).forEach(performer);
        }
        busy = false;
        setAlarm();
    }

    /** As if the process had been killed. */
    void stop() {
        stopped = true;
    }

    private void setAlarm() {
        if (stopped) {
            return;
        }
        core.nextDeadline().filter(deadline -> deadline.isBefore(alarm)).ifPresent(deadline -> {
            alarm = deadline;
            time.at(deadline, wake);
        });
    }

    private void wake() {
        if (alarm.isAfter(time.now())) {
            return; // Overtaken by an earlier one, which set the next.
        }
        alarm = Instant.MAX;
        boolean due = core.nextDeadline()
                .filter(deadline -> !deadline.isAfter(time.now()))
                .isPresent();
        if (due && !stopped) {
            offer(core.deadlinePassed());
        } else {
            setAlarm();
        }
    }
}
