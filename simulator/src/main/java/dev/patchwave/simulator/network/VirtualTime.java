package dev.patchwave.simulator.network;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * A clock that jumps to whatever is due next. Things due at the same time happen in the order in which they were planned.
 *
 * <p>A binary heap of primitive times, because a run plans millions of things. Nothing can be taken back: who is woken in vain
 * looks whether there is something to do.
 */
public final class VirtualTime {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int FIRST_CAPACITY = 1 << 10;

    private long[] times = new long[FIRST_CAPACITY];
    private long[] orders = new long[FIRST_CAPACITY];
    private Runnable[] actions = new Runnable[FIRST_CAPACITY];
    private int size;
    private long planned;
    private long happened;
    private long nowNanos;
    private Instant now = START;

    /** The time as the cores are told it. */
    public Instant now() {
        return now;
    }

    /** Since the start, 0 or more. */
    public long nanos() {
        return nowNanos;
    }

    public Duration elapsed() {
        return Duration.ofNanos(nowNanos);
    }

    /** How many things have happened so far: the cost of a run. */
    public long happened() {
        return happened;
    }

    public void after(Duration delay, Runnable action) {
        at(nowNanos + delay.toNanos(), action);
    }

    /** At {@code instant}, or as soon as possible when that has passed. */
    public void at(Instant instant, Runnable action) {
        at(Duration.between(START, instant).toNanos(), action);
    }

    /** At {@code nanos} since the start, or as soon as possible when that has passed. */
    public void at(long nanos, Runnable action) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            actions = Arrays.copyOf(actions, size * 2);
        }
        rise(size++, Math.max(nanos, nowNanos), planned++, action);
    }

    /** Runs until the condition holds. False when {@code limit} of virtual time passed, or nothing more happens, before that. */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = nowNanos + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (size == 0 || times[0] > end) {
                move(end);
                return false;
            }
            move(times[0]);
            happened++;
            poll().run();
        }
        return true;
    }

    public void run(Duration howLong) {
        runUntil(() -> false, howLong);
    }

    private void move(long nanos) {
        if (nanos != nowNanos) {
            nowNanos = nanos;
            now = START.plusNanos(nanos);
        }
    }

    private Runnable poll() {
        var first = actions[0];
        size--;
        long time = times[size];
        long order = orders[size];
        var action = actions[size];
        actions[size] = null;
        if (size > 0) {
            sink(time, order, action);
        }
        return first;
    }

    private void rise(int from, long time, long order, Runnable action) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (times[parent] <= time) { // Planned later, so never before an equal.
                break;
            }
            copy(parent, at);
            at = parent;
        }
        set(at, time, order, action);
    }

    private void sink(long time, long order, Runnable action) {
        int at = 0;
        for (int child = 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && isBefore(child + 1, times[child], orders[child])) {
                child++;
            }
            if (!isBefore(child, time, order)) {
                break;
            }
            copy(child, at);
            at = child;
        }
        set(at, time, order, action);
    }

    private boolean isBefore(int one, long time, long order) {
        return times[one] < time || (times[one] == time && orders[one] < order);
    }

    private void copy(int from, int to) {
        set(to, times[from], orders[from], actions[from]);
    }

    private void set(int at, long time, long order, Runnable action) {
        times[at] = time;
        orders[at] = order;
        actions[at] = action;
    }
}
