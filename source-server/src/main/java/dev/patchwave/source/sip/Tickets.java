package dev.patchwave.source.sip;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What waits for an answer of a core, by a number. Any thread; never holds more than its limit. */
final class Tickets<T> {
    private final int limit;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, T> waiting = new ConcurrentHashMap<>();

    Tickets(int limit) {
        this.limit = limit;
    }

    /** A number for it; empty when too many wait already. */
    Optional<Long> issue(T asked) {
        if (waiting.size() >= limit) {
            return Optional.empty();
        }
        long number = numbers.incrementAndGet();
        waiting.put(number, asked);
        return Optional.of(number);
    }

    /** What the number stands for, once. */
    Optional<T> redeem(long number) {
        return Optional.ofNullable(waiting.remove(number));
    }
}
