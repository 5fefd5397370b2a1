package dev.patchwave.store;

import dev.patchwave.status.DiskStatus;
import java.io.IOException;
import java.util.Optional;

/** How a store stands, for {@code /v1/status}. Any thread. */
public final class StoreStatus {
    private StoreStatus() {}

    /**
     * Asks the store.
     *
     * @param evictedReleases since the start; 0 where nothing is evicted
     * @return empty when the file system does not answer
     */
    public static Optional<DiskStatus> of(ReleaseStore store, long evictedReleases, Optional<Scrubber> scrubber) {
        try {
            var room = store.room();
            return Optional.of(new DiskStatus(
                    room.usedBytes(),
                    room.capacityBytes(),
                    room.freeBytes(),
                    room.reserveBytes(),
                    evictedReleases,
                    scrubber.map(Scrubber::scrubbedBytes).orElse(0L),
                    scrubber.map(Scrubber::rottenSegments).orElse(0L),
                    scrubber.map(Scrubber::passes).orElse(0L)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
