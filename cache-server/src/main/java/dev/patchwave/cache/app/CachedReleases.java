package dev.patchwave.cache.app;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.transfer.SlotAdmission;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The releases that this cache fills or serves now, by id. Thread-safe. */
final class CachedReleases implements SlotAdmission.Swarms {
    private final Map<ReleaseId, CachedRelease> releases = new ConcurrentSkipListMap<>();

    /** Returns the one in whose place it is now, for the caller to close. */
    Optional<CachedRelease> put(CachedRelease release) {
        return Optional.ofNullable(releases.put(release.store().release(), release));
    }

    Optional<CachedRelease> find(ReleaseId release) {
        return Optional.ofNullable(releases.get(release));
    }

    Optional<CachedRelease> remove(ReleaseId release) {
        return Optional.ofNullable(releases.remove(release));
    }

    Collection<CachedRelease> all() {
        return releases.values();
    }

    /** Who else in the domain holds a segment; told to the domain's own clients only, lest others draw on their uplinks. */
    @Override
    public List<Holder> holding(ReleaseId release, int segment, HolderId asker) {
        return find(release)
                .filter(held -> held.domainSwarm().knows(asker))
                .map(held -> held.domainSwarm().alternates().of(segment))
                .orElse(List.of());
    }

    @Override
    public Runnable serving(ReleaseId release, HolderId asker) {
        return find(release).map(held -> held.domainSwarm().serving(asker)).orElse(() -> {});
    }
}
