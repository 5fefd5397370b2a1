package dev.patchwave.benchmarks;

import java.nio.file.Path;

/**
 * How large a storm is.
 *
 * @param clients registered and subscribed
 * @param rounds that each thing is measured; the table shows medians, and the worst where anything but 0 is bad
 * @param deadPercent of the clients that never answer in the rounds with dead ones
 * @param directory for configurations, state and logs; a new one
 */
record StormPlan(int clients, int rounds, int deadPercent, Path directory) {
    /** The default of the source, and what the others get too. */
    static final int IN_FLIGHT = 2_000;
    /** 10 000 in 10 s. */
    static final int REGISTERS_PER_SECOND = 1_000;

    /** Not measured: a source that has just started takes its time. */
    static final int SUBSCRIBES_PER_SECOND = 400;

    StormPlan {
        if (clients < 1 || rounds < 1 || deadPercent < 0 || deadPercent > 99) {
            throw new IllegalArgumentException("a storm needs clients, rounds, and 0 to 99 percent of dead");
        }
    }
}
