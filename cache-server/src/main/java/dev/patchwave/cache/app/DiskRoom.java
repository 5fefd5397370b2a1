package dev.patchwave.cache.app;

import dev.patchwave.cache.core.Eviction;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreRoom;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps room on the cache's disk: looks how things stand, has {@link Eviction} decide, and removes. On one thread, which waits for the
 * disk; the count is for any.
 */
final class DiskRoom {
    private static final Logger LOG = LoggerFactory.getLogger(DiskRoom.class);
    /** A release that is not whole and gained nothing for so long is not being fetched. */
    private static final Duration FETCHING_PATIENCE = Duration.ofMinutes(1);

    private final ReleaseStore store;
    private final CachedReleases releases;
    private final Set<ReleaseId> pinned;
    private final Consumer<SegmentStore> evicted;
    private final Clock clock;
    private final AtomicLong evictions = new AtomicLong();
    private boolean wasLacking;

    /**
     * @param pinned by the operator
     * @param evicted told of each release that is gone
     * @param clock of which files speak
     */
    DiskRoom(
            ReleaseStore store,
            CachedReleases releases,
            Set<ReleaseId> pinned,
            Consumer<SegmentStore> evicted,
            Clock clock) {
        this.store = store;
        this.releases = releases;
        this.pinned = Set.copyOf(pinned);
        this.evicted = evicted;
        this.clock = clock;
    }

    /** Above the high mark lets releases go, down to the low one. To be called every few seconds. @return whether any went */
    boolean keep() throws IOException {
        var room = store.room();
        if (!room.isAboveHigh()) {
            wasLacking = false;
            return false;
        }
        var plan = Eviction.downTo(room.lowBytes(), room.usedBytes(), held());
        if (plan.lackingBytes() > 0 && !wasLacking) {
            LOG.atWarn()
                    .addKeyValue("directory", store.directory())
                    .addKeyValue("bytes", plan.lackingBytes())
                    .addKeyValue("reason", "what is left is pinned or in use")
                    .log("more on disk than the low mark");
        }
        wasLacking = plan.lackingBytes() > 0;
        return evict(plan.evicted(), room);
    }

    /** Makes room for so many bytes that come, if that can be done at all. */
    void admit(long neededBytes) throws IOException {
        var room = store.room();
        if (room.lackingBytes(neededBytes).isPresent()) {
            long target = room.capacityBytes() - neededBytes; // Below 0: it would not fit an empty disk.
            evict(Eviction.toAdmit(target, room.usedBytes(), held()).evicted(), room);
        }
    }

    /** Releases that were let go since the start. */
    long evictions() {
        return evictions.get();
    }

    private boolean evict(List<ReleaseId> doomed, StoreRoom room) throws IOException {
        boolean any = false;
        for (var release : doomed) {
            var held = store.find(release);
            if (held.isPresent() && store.evict(release)) { // Unless somebody has begun to read it since.
                any = true;
                evictions.incrementAndGet();
                releases.remove(release).ifPresent(CachedRelease::close);
                LOG.atInfo()
                        .addKeyValue("release", release)
                        .addKeyValue("bytes", room.usedBytes())
                        .addKeyValue("reason", "the store may take " + room.capacityBytes())
                        .log("evicted for want of room");
                evicted.accept(held.get());
            }
        }
        return any;
    }

    private List<Eviction.Held> held() {
        var now = clock.instant();
        var all = store.releases();
        return all.stream().map(held -> seen(held, all, now)).toList();
    }

    private Eviction.Held seen(SegmentStore held, List<SegmentStore> all, Instant now) {
        Optional<CachedRelease> cached = releases.find(held.release());
        var lastUse = lastUse(held, now);
        boolean recent =
                Duration.between(lastUse, now).abs().compareTo(FETCHING_PATIENCE) < 0; // The clock may have been set.
        boolean fetching = !held.owned().isFull() && recent;
        return new Eviction.Held(
                held.release(),
                ReleaseStore.neededBytes(held.signed()),
                lastUse,
                cached.map(CachedRelease::members).orElse(0),
                all.stream().noneMatch(other -> supersedes(other, held)),
                pinned.contains(held.release())
                        || cached.map(CachedRelease::isPinned).orElse(false),
                fetching || held.isInUse());
    }

    private static boolean supersedes(SegmentStore other, SegmentStore held) {
        return other.release().product().equals(held.release().product())
                && other.manifest().sequence() > held.manifest().sequence();
    }

    private static Instant lastUse(SegmentStore held, Instant now) {
        try {
            return held.lastUse();
        } catch (IOException unknown) {
            return now; // Rather too valuable than too little.
        }
    }
}
