package dev.patchwave.door;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** How many connections each caller has open. As large as the number of connections, which is limited elsewhere. Thread-safe. */
public final class CallerCount {
    private final int limitEach;
    private final ConcurrentMap<CallerBlock, Integer> open = new ConcurrentHashMap<>();

    /** @param limitEach 1 or more */
    public CallerCount(int limitEach) {
        if (limitEach < 1) {
            throw new IllegalArgumentException("limitEach " + limitEach + ": must be 1 or more");
        }
        this.limitEach = limitEach;
    }

    /** Whether {@link #opened} would be true now. */
    public boolean hasRoomFor(CallerBlock caller) {
        return open.getOrDefault(caller, 0) < limitEach;
    }

    /** One more; false, and not counted, when that is too many. Else the caller owes {@link #closed}. */
    public boolean opened(CallerBlock caller) {
        int[] before = {0};
        open.compute(caller, (block, count) -> {
            before[0] = count == null ? 0 : count;
            return before[0] < limitEach ? Integer.valueOf(before[0] + 1) : count;
        });
        return before[0] < limitEach;
    }

    /** One less. Owed once for each that was opened. */
    public void closed(CallerBlock caller) {
        open.computeIfPresent(caller, (block, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    /** How many callers have one open. */
    public int callers() {
        return open.size();
    }
}
