package dev.patchwave.transfer;

import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.Place;
import java.util.function.Consumer;

/**
 * Finds out whether a member can be reached where it says that it serves; one that cannot be, e.g. behind an address translator,
 * must not be planned as a holder.
 */
@FunctionalInterface
public interface Dialback {
    /**
     * Asks; never waits, never throws.
     *
     * @param place of the member's data plane, as others would be sent there
     * @param answered told exactly once, on any thread, perhaps before this returns; must not wait
     */
    void probe(HolderId member, Place place, Consumer<Boolean> answered);

    /** Somebody failed to reach {@code member}: what is remembered of it may be wrong. */
    default void doubt(HolderId member) {}

    /** Dials nobody: whoever says that it serves is taken to be reachable. For members whose addresses are configured. */
    static Dialback trusting() {
        return (member, place, answered) -> answered.accept(true);
    }
}
