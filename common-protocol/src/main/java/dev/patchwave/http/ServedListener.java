package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import java.util.Optional;
import java.util.OptionalInt;

/** Told after payload was served, on event loops, also when the connection ended early: must be thread-safe and not wait. */
@FunctionalInterface
public interface ServedListener {
    void served(Served served);

    /**
     * What was served.
     *
     * @param segment empty for the content route
     * @param bytes of payload that the network took
     */
    record Served(ReleaseId release, OptionalInt segment, Optional<HolderId> member, long bytes) {}
}
