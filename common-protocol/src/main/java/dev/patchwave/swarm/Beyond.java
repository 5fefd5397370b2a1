package dev.patchwave.swarm;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whom an origin's members may be sent to beyond their own swarm, since the swarm's own uplinks are what holds it up: other domains'
 * caches, then the source. How much they can give is learned: they say when they are busy.
 */
final class Beyond {
    private final Map<HolderId, Uploader> uploaders = new LinkedHashMap<>();
    private List<Holder> holders = List.of();

    /** Replaces what was known; those that stay keep what was learned of them. */
    void replace(List<Holder> known) {
        holders = List.copyOf(known);
        uploaders
                .keySet()
                .removeIf(id -> holders.stream().noneMatch(holder -> holder.id().equals(id)));
        holders.forEach(holder -> uploaders.computeIfAbsent(holder.id(), id -> Uploader.ofUnknownCapacity(holder)));
    }

    Optional<Uploader> find(HolderId holder) {
        return Optional.ofNullable(uploaders.get(holder));
    }

    boolean contains(Uploader uploader) {
        return uploaders.get(uploader.holder().id()) == uploader;
    }

    /**
     * The cheapest rung that has room, on it the least loaded.
     *
     * @param sparesSource the source only when there is no other cache, or none that has not failed lately
     */
    Optional<Uploader> roomiest(TrackedMember asker, boolean sparesSource, Instant now) {
        boolean sourceToo = !sparesSource || uploaders.values().stream().noneMatch(up -> isLivingCache(up, now));
        return uploaders.values().stream()
                .filter(up -> sourceToo || up.holder().kind() != HolderKind.SOURCE)
                .filter(up -> up.hasRoom(now) && !up.holder().id().equals(asker.id))
                .min(Comparator.comparing((Uploader up) -> up.holder().kind()).thenComparingInt(Uploader::pressure));
    }

    private static boolean isLivingCache(Uploader uploader, Instant now) {
        return uploader.holder().kind() != HolderKind.SOURCE && !uploader.hasFailed(now);
    }
}
