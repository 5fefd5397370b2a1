package dev.patchwave.client.app;

import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The swarms that this client is in: of the release that it obtains and of the one that it has installed.
 *
 * <p>Tells the upgrade how its download goes, also when nothing was gained for too long. Any thread; swarms are left on the executor,
 * since that waits for the network.
 */
final class Swarms implements Swarming.Watcher, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Swarms.class);

    private final Executor executor;
    private final Consumer<UpgradeEvent> upgrade;
    private final Consumer<List<String>> stops;
    private final Consumer<Throwable> crashed;
    private final Clock clock;
    private final Duration stallPatience;
    private final KnownPeers peers = new KnownPeers();
    private final Map<ReleaseId, Swarming> joined = new TreeMap<>();
    private final Map<ReleaseId, Instant> gainedAt = new TreeMap<>(); // Of downloads that are not finished.

    /** @param stops takes orders to stop; must not wait */
    Swarms(
            Executor executor,
            Consumer<UpgradeEvent> upgrade,
            Consumer<List<String>> stops,
            Consumer<Throwable> crashed,
            Clock clock,
            Duration stallPatience) {
        this.executor = executor;
        this.upgrade = upgrade;
        this.stops = stops;
        this.crashed = crashed;
        this.clock = clock;
        this.stallPatience = stallPatience;
    }

    /** Joins, taking the place of an older membership in the same swarm. */
    void join(Swarming swarming) {
        leave(swarming.release());
        synchronized (this) {
            joined.put(swarming.release(), swarming);
            if (!swarming.store().owned().isFull()) {
                gainedAt.put(swarming.release(), clock.instant());
            }
        }
        swarming.start();
    }

    /** Nothing happens for a swarm that was not joined. */
    void leave(ReleaseId release) {
        Optional<Swarming> swarming;
        synchronized (this) {
            swarming = Optional.ofNullable(joined.remove(release));
            gainedAt.remove(release);
        }
        swarming.ifPresent(gone -> executor.execute(gone::close));
    }

    /** A segment on disk was found wrong and is not owned any more: the swarm is joined anew with what is left. */
    void rotten(SegmentStore held, int segment) {
        LOG.atWarn()
                .addKeyValue("release", held.release())
                .addKeyValue("segment", segment)
                .log("a segment on disk is not right any more, it is fetched again");
        boolean downloading;
        synchronized (this) {
            downloading = gainedAt.containsKey(held.release());
        }
        in(held.release()).map(Swarming::again).ifPresent(this::join);
        if (!downloading) {
            synchronized (this) {
                gainedAt.remove(held.release()); // Nobody waits for it: it may take as long as it takes.
            }
        }
    }

    synchronized Optional<Swarming> in(ReleaseId release) {
        return Optional.ofNullable(joined.get(release));
    }

    /** Caches of other domains that were named to us, each once. */
    List<URI> otherCaches() {
        return all().stream()
                .flatMap(swarming -> swarming.otherCaches().stream())
                .distinct()
                .toList();
    }

    /** Peers that were named to us, also in swarms that were left. */
    KnownPeers peers() {
        return peers;
    }

    synchronized List<Swarming> all() {
        return List.copyOf(joined.values());
    }

    /** Pauses downloads that stand still. To be called each second or so. */
    void endStalled() {
        var limit = clock.instant().minus(stallPatience);
        var stalled = new ArrayList<ReleaseId>();
        synchronized (this) {
            gainedAt.forEach((release, at) -> {
                if (at.isBefore(limit)) {
                    stalled.add(release);
                }
            });
        }
        for (var release : stalled) {
            leave(release);
            upgrade.accept(new UpgradeEvent.SwarmUnreachable(
                    release, "nothing was gained for " + stallPatience.toSeconds() + " s"));
        }
    }

    @Override
    public void segmentStored(ReleaseId release) {
        synchronized (this) {
            gainedAt.replace(release, clock.instant());
        }
        upgrade.accept(new UpgradeEvent.SegmentsGained(release));
    }

    @Override
    public void finished(ReleaseId release) {
        synchronized (this) {
            gainedAt.remove(release);
        }
        upgrade.accept(new UpgradeEvent.DownloadFinished(release));
    }

    /** Our own disk fails: the download pauses, and waits for room, or is tried again like one whose swarm is away. */
    @Override
    public void failed(ReleaseId release, String reason, boolean passing) {
        boolean paused;
        synchronized (this) {
            paused = gainedAt.containsKey(release);
        }
        if (paused) { // Once: several fetches fail together.
            leave(release);
            upgrade.accept(
                    passing
                            ? new UpgradeEvent.NoRoom(release, reason)
                            : new UpgradeEvent.SwarmUnreachable(release, reason));
        }
    }

    @Override
    public void stops(List<String> orders) {
        stops.accept(orders);
    }

    @Override
    public void met(Holder peer) {
        peers.met(peer);
    }

    @Override
    public void banned(HolderId holder) {
        peers.forget(holder);
    }

    @Override
    public void crashed(Throwable fault) {
        crashed.accept(fault);
    }

    /** Leaves every swarm, here and now. */
    @Override
    public void close() {
        List<Swarming> leaving;
        synchronized (this) {
            leaving = List.copyOf(joined.values());
            joined.clear();
            gainedAt.clear();
        }
        leaving.forEach(Swarming::close);
    }
}
