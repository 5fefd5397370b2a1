package dev.patchwave.scenarios.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** A clock that jumps to whatever is due next. Things due at the same time happen in the order in which they were planned. */
public final class VirtualTime {
    private record Due(Instant at, long order, Timer timer) {}

    /** Something planned, until it happens or is cancelled. */
    public static final class Timer {
        private Runnable action;

        private Timer(Runnable action) {
            this.action = action;
        }

        public void cancel() {
            action = () -> {};
        }
    }

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::order));
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private Instant now = start;
    private long planned;

    public Instant now() {
        return now;
    }

    public Duration elapsed() {
        return Duration.between(start, now);
    }

    public Timer after(Duration delay, Runnable action) {
        return at(now.plus(delay), action);
    }

    /** At {@code instant}, or as soon as possible when that has passed. */
    public Timer at(Instant instant, Runnable action) {
        var timer = new Timer(action);
        queue.add(new Due(instant.isAfter(now) ? instant : now, planned++, timer));
        return timer;
    }

    /** Runs until the condition holds. False when {@code limit} of virtual time passed, or nothing more happens, before that. */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        var end = now.plus(limit);
        while (!condition.getAsBoolean()) {
            if (queue.isEmpty() || queue.peek().at().isAfter(end)) {
                now = end;
                return false;
            }
            var due = queue.poll();
            now = due.at();
            due.timer().action.run();
        }
        return true;
    }

    public void run(Duration howLong) {
        runUntil(() -> false, howLong);
    }
}
