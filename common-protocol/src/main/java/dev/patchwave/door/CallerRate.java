package dev.patchwave.door;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How often each caller may come: a steady rate and, after a rest, two seconds' worth of it at once.
 *
 * <p>Remembers a limited number of callers, those that came last. A caller that was forgotten begins anew, so a flood from more addresses
 * than that is no longer told apart here, and is for the limits on the whole. Thread-safe. Times are nanoseconds of a clock that never goes
 * back.
 */
public final class CallerRate {
    private static final int MAX_CALLERS = 1 << 16;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long BURST_NANOS = 2 * SECOND_NANOS;

    private final int maxCallers;
    private final long intervalNanos;
    /** When each caller will have used up what it may by now: the "theoretical arrival time" of ITU-T I.371. */
    private final Map<CallerBlock, Long> paidUntil = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<CallerBlock, Long> eldest) {
            return size() > maxCallers;
        }
    };

    /** @param perSecond 1 to 1 000 000, of each caller */
    public CallerRate(int perSecond) {
        this(perSecond, MAX_CALLERS);
    }

    CallerRate(int perSecond, int maxCallers) {
        if (perSecond < 1 || perSecond > 1_000_000) {
            throw new IllegalArgumentException("perSecond " + perSecond + ": must be 1 to 1000000");
        }
        this.maxCallers = maxCallers;
        this.intervalNanos = SECOND_NANOS / perSecond;
    }

    /** Whether it may come once more now. Who may not is not counted, and may again as soon as its rate allows. */
    public synchronized boolean admit(CallerBlock caller, long now) {
        long paid = paid(caller, now);
        if (paid - now > BURST_NANOS - intervalNanos) {
            return false;
        }
        paidUntil.put(caller, paid + intervalNanos);
        return true;
    }

    /**
     * Counts so many that are there already and cannot be refused.
     *
     * @return how long the caller is to be kept waiting before more is taken, in nanoseconds; 0 while it is within its rate
     */
    public synchronized long charge(CallerBlock caller, int count, long now) {
        long paid = paid(caller, now) + count * intervalNanos;
        paidUntil.put(caller, paid);
        return Math.max(0, paid - now - BURST_NANOS);
    }

    private long paid(CallerBlock caller, long now) {
        Long paid = paidUntil.get(caller);
        return paid == null || paid - now < 0 ? now : paid;
    }
}
