package dev.patchwave.simulator.swarm;

import dev.patchwave.loop.Core;
import dev.patchwave.simulator.network.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/** Drives a production core as {@code CoreLoop} does, on virtual time and without a thread. */
final class CoreOnVirtualTime<E, F> {
    private final VirtualTime time;
    private final InstantSource clock;
    private final Core<E, F> core;
    private final Consumer<F> performer;
    private final ArrayDeque<E> mailbox = new ArrayDeque<>(4);
    private final Runnable wake = this::wake;
    private Instant alarm = Instant.MAX; // The earliest that is set; later ones that are set too find nothing to do.
    private int mostWaiting;
    private boolean busy;
    private boolean stopped;

    /** @param clock what the core takes for the time; it runs as fast as {@code time} */
    CoreOnVirtualTime(VirtualTime time, InstantSource clock, Core<E, F> core, Consumer<F> performer) {
        this.time = time;
        this.clock = clock;
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
            mostWaiting = Math.max(mostWaiting, mailbox.size());
            perform(core.on(mailbox.poll(), clock.instant()));
        }
        busy = false;
        setAlarm();
    }

    /** Who is killed by an effect performs none of those behind it. */
    private void perform(List<F> effects) {
        for (F effect : effects) {
            if (stopped) {
                return;
            }
            performer.accept(effect);
        }
    }

    /** How many events waited at most. */
    int mostWaiting() {
        return mostWaiting;
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
            time.after(Duration.between(clock.instant(), deadline), wake);
        });
    }

    private void wake() {
        if (alarm.isAfter(clock.instant())) {
            return; // Overtaken by an earlier one, which set the next.
        }
        alarm = Instant.MAX;
        boolean due = core.nextDeadline()
                .filter(deadline -> !deadline.isAfter(clock.instant()))
                .isPresent();
        if (due && !stopped) {
            offer(core.deadlinePassed());
        } else {
            setAlarm();
        }
    }
}
