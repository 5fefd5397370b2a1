package dev.patchwave.loop;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A pure decision maker: takes one event and the time, returns effects to perform in order.
 *
 * <p>A core has no clock, socket, file, log, thread or random source of its own. The caller feeds one event at a time,
 * performs every effect before the next event, and owes {@link #deadlinePassed()} once {@link #nextDeadline()} is reached.
 *
 * @param <E> the events it takes
 * @param <F> the effects it asks for
 */
public interface Core<E, F> {
    /** Decides. {@code now} never goes back between calls. */
    List<F> on(E event, Instant now);

    /** When the core wants to be woken although nothing happened; empty while it waits for nothing. */
    Optional<Instant> nextDeadline();

    /** The event that tells this core that its deadline passed. */
    E deadlinePassed();
}
