package dev.patchwave.cache.app;

import dev.patchwave.cache.core.FillEffect;
import dev.patchwave.cache.core.FillEvent;
import dev.patchwave.cache.core.FillOrders;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpReply;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.stop.StopBook;
import dev.patchwave.store.ReleaseConflict;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreFull;
import dev.patchwave.store.StoreReadOnly;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.ManifestJudge;
import dev.patchwave.trust.TrustProblem;
import dev.patchwave.trust.follow.FetchedMetadata;
import dev.patchwave.trust.follow.Trust;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what {@link FillOrders} decides: gets and keeps manifests, starts and ends fills, evicts. Any thread; what waits for the
 * disk does so on a thread of its own.
 */
final class FillShell implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FillShell.class);
    private static final int MAILBOX_LIMIT_EVENTS = 1_024;
    private static final long ROOM_LOOKED_AT_EVERY_SECONDS = 2;

    private final ReleaseStore store;
    private final CachedReleases releases;
    private final Trust trust;
    private final URI source;
    private final HttpFetcher fetcher;
    private final Function<ReleaseId, CompletableFuture<Void>> token;
    private final StopBook stops;
    private final Map<ReleaseId, FillEffect> held = new TreeMap<>(); // Until resumed; guarded by itself.
    private final BiFunction<SegmentStore, CachedRelease.Ear, CachedRelease> begin;
    private final BiConsumer<Manifest, Optional<String>> absent;
    private final DiskRoom room;
    private final CoreLoop<FillEvent, FillEffect> loop;
    private final ScheduledExecutorService disk = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("fill-disk").unstarted(task));

    /**
     * Decides nothing by itself.
     *
     * @param source asked for metadata too when who serves a manifest does not have them
     * @param token obtains what our requests about a release must show, and is completed then, or when it does not come soon
     * @param stops nothing is fetched or served of what they name
     * @param begin makes what fills and serves a release
     * @param absent tells the source that this cache holds nothing of a release that it was ordered to, and which trouble with the disk keeps it
     *     from that, if any; must not wait
     * @param pinned releases that the operator wants here
     * @param timeOfDay of which files speak
     * @param steady of waits
     */
    FillShell(
            FillOrders orders,
            ReleaseStore store,
            CachedReleases releases,
            Trust trust,
            URI source,
            HttpFetcher fetcher,
            Function<ReleaseId, CompletableFuture<Void>> token,
            StopBook stops,
            BiFunction<SegmentStore, CachedRelease.Ear, CachedRelease> begin,
            BiConsumer<Manifest, Optional<String>> absent,
            Set<ReleaseId> pinned,
            Clock timeOfDay,
            Clock steady,
            Consumer<Throwable> onCrash) {
        this.store = store;
        this.releases = releases;
        this.trust = trust;
        this.source = source;
        this.fetcher = fetcher;
        this.token = token;
        this.stops = stops;
        this.begin = begin;
        this.absent = absent;
        this.room = new DiskRoom(store, releases, pinned, this::evicted, timeOfDay);
        this.loop = new CoreLoop<>("fill-orders", orders, this::perform, steady, MAILBOX_LIMIT_EVENTS, onCrash);
    }

    /** Goes on with what is on disk. */
    void start() {
        stops.onNews(news -> obeyStops());
        loop.start();
        store.releases()
                .forEach(held -> tell(new FillEvent.Restored(
                        held.release(), held.manifest().sequence(), held.owned().isFull())));
        var unused = disk.scheduleWithFixedDelay(
                this::lookAtRoom, ROOM_LOOKED_AT_EVERY_SECONDS, ROOM_LOOKED_AT_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    /** Releases that went for want of room, since the start. */
    long evictions() {
        return room.evictions();
    }

    /** A segment on disk was found wrong and is not owned any more: both swarms learn so, and it is fetched again. */
    void rotten(SegmentStore held, int segment) {
        LOG.atWarn()
                .addKeyValue("release", held.release())
                .addKeyValue("segment", segment)
                .log("a segment on disk is not right any more, it is fetched again");
        disk.execute(() ->
                releases.find(held.release()).ifPresent(stale -> perform(new FillEffect.StartFill(held.release()))));
    }

    /** The source ordered a release. */
    void ordered(ReleaseId release, long sequence, URI manifestUri) {
        LOG.atInfo().addKeyValue("release", release).log("fill ordered");
        tell(new FillEvent.Ordered(release, sequence, manifestUri));
    }

    @Override
    public void close() {
        loop.close();
        disk.shutdownNow();
        releases.all().forEach(CachedRelease::close);
    }

    private void perform(FillEffect effect) {
        switch (effect) {
            case FillEffect.FetchManifest(var release, var uri) ->
                unlessStopped(release, effect, () -> fetchManifest(release, uri));
            case FillEffect.StartFill(var release) -> unlessStopped(release, effect, () -> begin(release));
            case FillEffect.Serve(var release) -> unlessStopped(release, effect, () -> begin(release));
            case FillEffect.Evict(var release) -> {
                synchronized (held) {
                    held.remove(release);
                }
                disk.execute(() -> evict(release));
            }
            case FillEffect.Refuse(var release, var reason) ->
                LOG.atWarn()
                        .addKeyValue("release", release)
                        .addKeyValue("reason", reason)
                        .log("fill order refused");
        }
    }

    private void unlessStopped(ReleaseId release, FillEffect effect, Runnable task) {
        synchronized (held) {
            if (stops.stops(release)) {
                held.put(release, effect);
            } else {
                task.run();
            }
        }
    }

    /** Ends what is stopped now, and goes on with what is resumed. */
    private void obeyStops() {
        synchronized (held) {
            for (CachedRelease filling : List.copyOf(releases.all())) {
                ReleaseId release = filling.store().release();
                if (stops.stops(release)) {
                    held.put(release, new FillEffect.StartFill(release));
                    releases.remove(release).ifPresent(CachedRelease::close);
                    LOG.atWarn().addKeyValue("release", release).log("stopped by order");
                }
            }
            for (var waiting : new TreeMap<>(held).entrySet()) {
                if (!stops.stops(waiting.getKey())) {
                    held.remove(waiting.getKey());
                    perform(waiting.getValue());
                    LOG.atWarn().addKeyValue("release", waiting.getKey()).log("resumed by order");
                }
            }
        }
    }

    private void fetchManifest(ReleaseId release, URI uri) {
        var mirrors = Stream.of(uri, source)
                .map(base -> new FetchedMetadata(fetcher, base))
                .toList();
        var unused = trust.about(release, mirrors)
                .thenCompose(judge -> fetcher.get(uri, ManifestCodec.MAX_ENVELOPE_BYTES)
                        .thenApplyAsync(reply -> kept(release, reply, judge), disk))
                .thenCombine(token.apply(release), (event, ready) -> event) // The swarm comes next, and wants it.
                .exceptionally(failure -> new FillEvent.ManifestUnavailable(release, reason(failure)))
                .thenAccept(this::tell);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    /**
     * A full release joins the source's swarm too: other domains' caches are sent to it. One that is begun anew takes the place of the
     * old one before that has left its swarm, since what is owned is served all the time.
     */
    private void begin(ReleaseId release) {
        store.find(release).ifPresent(held -> {
            var cached = begin.apply(held, new CachedRelease.Ear() {
                @Override
                public void filled() {
                    tell(new FillEvent.Filled(release));
                }

                @Override
                public void pinned(boolean wanted) {
                    tell(new FillEvent.Pinned(release, wanted));
                }
            });
            releases.put(cached)
                    .ifPresentOrElse(
                            stale -> {
                                cached.follows(stale);
                                disk.execute(cached::start); // Leaving takes seconds.
                            },
                            cached::start);
        });
    }

    private FillEvent kept(ReleaseId release, HttpReply reply, ManifestJudge judge) {
        if (!(reply instanceof HttpReply.Answered answered && answered.isSuccess())) {
            return new FillEvent.ManifestUnavailable(release, reply.toString());
        }
        try {
            return keep(release, answered.body(), judge);
        } catch (TrustProblem e) {
            return e.reason() == TrustProblem.Reason.NOT_VOUCHED
                    ? new FillEvent.ManifestUnavailable(release, e.getMessage())
                    : new FillEvent.ManifestRefused(release, e.getMessage());
        } catch (ReleaseConflict e) {
            return new FillEvent.ManifestRefused(release, e.getMessage());
        } catch (IOException e) {
            LOG.atError().addKeyValue("release", release).setCause(e).log("manifest cannot be kept");
            return new FillEvent.ManifestUnavailable(release, e.getMessage());
        }
    }

    private FillEvent keep(ReleaseId release, byte[] envelope, ManifestJudge judge) throws TrustProblem, IOException {
        var signed = judge.verify(envelope);
        Manifest manifest = signed.manifest();
        if (!manifest.release().equals(release)) {
            return new FillEvent.ManifestRefused(release, "the manifest describes " + manifest.release());
        }
        try {
            room.admit(ReleaseStore.neededBytes(signed));
            store.create(signed);
            return new FillEvent.ManifestKept(release);
        } catch (StoreFull | StoreReadOnly e) {
            LOG.atWarn()
                    .addKeyValue("release", release)
                    .addKeyValue("reason", e.getMessage())
                    .log("no room for a release, it is tried again");
            absent.accept(manifest, Optional.of(e.getMessage()));
            return new FillEvent.NoRoom(release, e.getMessage());
        }
    }

    private void lookAtRoom() {
        try {
            if (room.keep()) {
                tell(new FillEvent.RoomMade());
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .addKeyValue("directory", store.directory())
                    .addKeyValue("reason", e.toString())
                    .log("room on disk could not be looked after");
        }
    }

    private void evicted(SegmentStore gone) {
        synchronized (held) {
            held.remove(gone.release());
        }
        tell(new FillEvent.Evicted(gone.release()));
        absent.accept(gone.manifest(), Optional.of("evicted for want of room in " + store.directory()));
    }

    /** The last word of its swarm was all that it owned, so the source is told that nothing is left. */
    private void evict(ReleaseId release) {
        releases.remove(release).ifPresent(CachedRelease::close);
        var gone = store.find(release);
        try {
            if (store.remove(release)) {
                LOG.atInfo().addKeyValue("release", release).log("evicted for newer releases");
                absent.accept(gone.orElseThrow().manifest(), Optional.empty());
            }
        } catch (IOException e) {
            LOG.atError().addKeyValue("release", release).setCause(e).log("eviction failed");
        }
    }

    private void tell(FillEvent event) {
        try {
            loop.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
