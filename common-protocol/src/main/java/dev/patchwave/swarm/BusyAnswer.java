package dev.patchwave.swarm;

import java.time.Duration;
import java.util.List;

/**
 * A holder sheds a request (the body of a 503): come again later, or ask one of these.
 *
 * @param retryAfter more than zero, at most a day
 * @param alternates who holds the same segment, best first, at most {@value #MAX_ALTERNATES}
 */
public record BusyAnswer(Duration retryAfter, List<Holder> alternates) {
    public static final int MAX_ALTERNATES = 8;

    public BusyAnswer {
        alternates = List.copyOf(alternates);
        if (!retryAfter.isPositive() || retryAfter.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("retryAfterSeconds " + retryAfter + ": must be above 0, at most 86400");
        }
        if (alternates.size() > MAX_ALTERNATES) {
            throw new IllegalArgumentException(alternates.size() + " alternates: at most " + MAX_ALTERNATES);
        }
    }
}
