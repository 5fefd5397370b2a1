package dev.patchwave.transfer;

import dev.patchwave.swarm.HolderId;
import java.net.URI;
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
     * @param base of the member's data plane, as others would be sent there
     * @param answered told exactly once, on any thread, perhaps before this returns; must not wait
     */
    void probe(HolderId member, URI base, Consumer<Boolean> answered);
}
