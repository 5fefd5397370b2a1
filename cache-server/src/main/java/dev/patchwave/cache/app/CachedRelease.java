package dev.patchwave.cache.app;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.PushOutcome;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.DownloadListener;
import dev.patchwave.transfer.Member;
import dev.patchwave.transfer.MemberDownload;
import dev.patchwave.transfer.SwarmOrigin;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One release in this cache, in both of its tiers: member of the source's swarm, origin of the domain's. What the first obtains,
 * the second plans with. Any thread.
 */
public final class CachedRelease implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CachedRelease.class);
    /** Of the segments that clients may fetch from other domains when our own uplinks hold them up; from the source when none is left. */
    private static final int CROSSING_PERCENT = 5;

    /**
     * What is the same for every release of this cache.
     *
     * @param self this cache as a member of the source's swarm
     * @param asOwnCache this cache as its clients see it
     * @param source base of the source's data plane
     * @param slots segments that it plans to serve at once, as far as known when a release begins; see {@link SwarmOrigin#feeds}
     * @param sparesSource the source is left alone by clients while there are other domains' caches
     * @param dialback which of its clients others can be sent to
     * @param stops takes orders to stop that the source's answers carry; must not wait
     */
    public record Surroundings(
            Member self,
            Holder asOwnCache,
            URI source,
            IntSupplier slots,
            boolean sparesSource,
            Dialback dialback,
            HttpFetcher fetcher,
            Consumer<List<String>> stops,
            Clock clock,
            Supplier<RandomGenerator> random,
            Consumer<Throwable> onCrash) {}

    private final SegmentStore store;
    private final SwarmOrigin domainSwarm;
    private final MemberDownload fill;
    private final HolderId self;
    private final IntSupplier slots;
    private Optional<CachedRelease> before = Optional.empty();
    private boolean started;
    private boolean closed;
    /** Until the source says otherwise: better a release too many on disk than one too few. */
    private volatile boolean pinned = true;

    private volatile Optional<String> trouble = Optional.empty();

    /** What a release tells the cache that it is in. */
    @FunctionalInterface
    public interface Ear {
        /** Every segment is owned. Once. */
        void filled();

        /** The source says whether it is wanted here; told when that changes. */
        default void pinned(boolean wanted) {}
    }

    /** Does nothing yet; {@link #start} begins. */
    public CachedRelease(Surroundings around, SegmentStore store, Ear ear) {
        this.store = store;
        this.self = around.self().id();
        this.slots = around.slots();
        var progress = new ProgressRelay();
        var tracker = new SwarmTracker(
                store.release(),
                around.asOwnCache(),
                store.owned(),
                new OriginPolicy(around.slots().getAsInt(), false, false)
                        .crossing(CROSSING_PERCENT)
                        .sparingSource(around.sparesSource()),
                TrackerLimits.defaults(),
                around.random().get());
        this.domainSwarm = new SwarmOrigin(
                store.release(),
                store.manifest().segmentCount(),
                tracker,
                (member, segment) ->
                        CompletableFuture.completedFuture(new PushOutcome.Refused(405, "a cache pushes nothing")),
                SwarmOrigin.Places.observed(),
                around.dialback(),
                progress::heard,
                around.clock(),
                around.onCrash());
        this.fill = new MemberDownload(
                around.self().relaying(progress::drain, progress::putBack).tellingOf(() -> trouble),
                store,
                around.source(),
                around.fetcher(),
                DownloadLimits.defaults(),
                true,
                new Filling(ear, around.stops()),
                around.clock(),
                around.random().get(),
                around.onCrash());
    }

    /** Takes the place of {@code stale}, which leaves its swarm before this one joins: the later of the two words would count. */
    synchronized void follows(CachedRelease stale) {
        before = Optional.of(stale);
    }

    /** Begins to fill and to plan, unless it was closed meanwhile. */
    public synchronized void start() {
        before.ifPresent(CachedRelease::close);
        before = Optional.empty();
        if (closed) {
            return;
        }
        started = true;
        domainSwarm.onStrain(fill::strained);
        domainSwarm.start();
        domainSwarm.feeds(slots.getAsInt()); // They may have changed since it was made.
        fill.start();
    }

    SegmentStore store() {
        return store;
    }

    /** Whether an open campaign wants it here; true while the source has not said. */
    boolean isPinned() {
        return pinned;
    }

    /** How many of the domain's clients take part, as far as known. */
    int members() {
        return domainSwarm.status().members().size();
    }

    /** The swarm of which this cache is the origin. */
    public SwarmOrigin domainSwarm() {
        return domainSwarm;
    }

    /** The source's push brings a segment. */
    public void began(int segment) {
        fill.begun(segment);
    }

    /** The source's push brought a segment. */
    public void pushed(int segment) {
        fill.pushed(segment);
    }

    @Override
    public synchronized void close() {
        closed = true;
        before.ifPresent(CachedRelease::close);
        before = Optional.empty();
        if (started) {
            fill.close();
            domainSwarm.close();
        }
    }

    /** Passes on to the domain's swarm what the fill brings. */
    private final class Filling implements DownloadListener {
        private final Ear ear;
        private final Consumer<List<String>> stops;
        private boolean told;

        Filling(Ear ear, Consumer<List<String>> stops) {
            this.ear = ear;
            this.stops = stops;
        }

        @Override
        public void owned(int segment) {
            trouble = Optional.empty();
            domainSwarm.owns(segment);
        }

        @Override
        public void begun(int segment) {
            domainSwarm.begins(segment);
        }

        @Override
        public void planned(SwarmPlan plan) {
            List<Holder> beyond = plan.fallbacks().stream()
                    .filter(holder -> holder.kind() != HolderKind.OWN_CACHE && holder.kind() != HolderKind.PEER)
                    .filter(holder -> !holder.id().equals(self))
                    .toList();
            domainSwarm.fallbacks(beyond);
            domainSwarm.expects(plan.assigned(store.manifest().segmentCount()));
            stops.accept(plan.stops());
            note(plan.pinned());
        }

        private synchronized void note(boolean wanted) {
            if (!told || pinned != wanted) {
                told = true;
                pinned = wanted;
                ear.pinned(wanted);
            }
        }

        @Override
        public void finished() {
            LOG.atInfo().addKeyValue("release", store.release()).log("filled");
            ear.filled();
        }

        @Override
        public void banned(Holder holder) {}

        @Override
        public void diskFailed(String reason, boolean passing) {
            trouble = Optional.of(reason);
        }
    }

    /** How this cache's own copy stands, in one word. */
    String state() {
        return store.owned().isFull() ? "full" : "filling";
    }
}
