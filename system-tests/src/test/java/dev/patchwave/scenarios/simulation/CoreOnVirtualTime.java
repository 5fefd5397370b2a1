package dev.patchwave.scenarios.simulation;

import dev.patchwave.loop.Core;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Drives a production core as {@code CoreLoop} does, on virtual time and without a thread. */
public final class CoreOnVirtualTime<E, F> {
    private final VirtualTime time;
    private final Core<E, F> core;
    private final Consumer<F> performer;
    private final ArrayDeque<E> mailbox = new ArrayDeque<>();
    private VirtualTime.Timer alarm;
    private boolean busy;
    private boolean stopped;

    public CoreOnVirtualTime(VirtualTime time, Core<E, F> core, Consumer<F> performer) {
        this.time = time;
        this.core = core;
        this.performer = performer;
    }

    /** Events that come up while effects are performed wait until all of them are. */
    public void offer(E event) {
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
    public void stop() {
        stopped = true;
    }

    private void setAlarm() {
        if (alarm != null) {
            alarm.cancel();
        }
        core.nextDeadline().ifPresent(deadline -> alarm = time.at(deadline, () -> offer(core.deadlinePassed())));
    }
}
