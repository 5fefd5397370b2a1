package dev.patchwave.simulator.network;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/**
 * A clock that jumps to whatever is due next. Things due at the same time happen in the order in which they were planned.
 *
 * <p>A heap of primitive times, because a run plans millions of things; each has four below it, whose times lie side by side in memory.
 * Nothing can be taken back: who is woken in vain looks whether there is something to do.
 */
public final class VirtualTime {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int FIRST_CAPACITY = 1 << 10;

    private static final int CHILDREN = 4;

    private long[] keys = new long[2 * FIRST_CAPACITY]; // When, and as which it was planned.
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
        if (size == actions.length) {
            keys = Arrays.copyOf(keys, size * 4);
            actions = Arrays.copyOf(actions, size * 2);
        }
        rise(size++, Math.max(nanos, nowNanos), planned++, action);
    }

    /** Runs until the condition holds. False when {@code limit} of virtual time passed, or nothing more happens, before that. */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        long end = nowNanos + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (size == 0 || keys[0] > end) {
                move(end);
                return false;
            }
            move(keys[0]);
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
        long time = keys[2 * size];
        long order = keys[2 * size + 1];
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
            int parent = (at - 1) / CHILDREN;
            if (keys[2 * parent] <= time) { // Planned later, so never before an equal.
                break;
            }
            copy(parent, at);
            at = parent;
        }
        set(at, time, order, action);
    }

    private void sink(long time, long order, Runnable action) {
        int at = 0;
        for (int child = 1; child < size; child = CHILDREN * at + 1) {
            int first = firstOf(child, Math.min(child + CHILDREN, size));
            if (!isBefore(first, time, order)) {
                break;
            }
            copy(first, at);
            at = first;
        }
        set(at, time, order, action);
    }

    /** Of those from {@code first} to before {@code end}. */
    private int firstOf(int first, int end) {
        int best = first;
        for (int other = first + 1; other < end; other++) {
            if (isBefore(other, keys[2 * best], keys[2 * best + 1])) {
                best = other;
            }
        }
        return best;
    }

    private boolean isBefore(int one, long time, long order) {
        long its = keys[2 * one];
        return its < time || (its == time && keys[2 * one + 1] < order);
    }

    private void copy(int from, int to) {
        set(to, keys[2 * from], keys[2 * from + 1], actions[from]);
    }

    private void set(int at, long time, long order, Runnable action) {
        keys[2 * at] = time;
        keys[2 * at + 1] = order;
        actions[at] = action;
    }
}
