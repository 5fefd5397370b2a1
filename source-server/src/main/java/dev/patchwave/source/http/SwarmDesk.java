package dev.patchwave.source.http;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.Problem;
import dev.patchwave.http.PushOutcome;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Uplink;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.Holding;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.transfer.SwarmOrigin;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The swarm of tier 1: one tracker for each release that some cache asked for, whose assignments to the source are pushed. Knows
 * what each cache holds. Any thread; closed by the program.
 */
public final class SwarmDesk implements SlotAdmission.Swarms, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwarmDesk.class);

    /** The source's name in every swarm. */
    public static final HolderId SOURCE = new HolderId("source");

    /** Hears of what caches report; on the thread of the request, must not wait. */
    @FunctionalInterface
    public interface Ear {
        void heard(CacheSite cache, MemberReport report);
    }

    private final ReleaseStore releases;
    private final CacheSites caches;
    private final HttpFetcher fetcher;
    private final Uplink uplink;
    private final IntSupplier slots;
    private final Predicate<ReleaseId> stopped;
    private final Predicate<ReleaseId> wanted;
    private final Supplier<URI> sourceUri;
    private final SwarmOrigin.Admittance reporters;
    private final Ear ear;
    private final Supplier<RandomGenerator> randoms;
    private final Clock clock;
    private final Consumer<Throwable> onCrash;
    private final Map<ReleaseId, SwarmOrigin> origins = new ConcurrentHashMap<>();
    private final Map<ReleaseId, Map<HolderId, Bitfield>> held = new ConcurrentHashMap<>();
    private final Map<ReleaseId, Map<HolderId, String>> troubles = new ConcurrentHashMap<>();
    private final AtomicLong pushedBytes = new AtomicLong();

    /**
     * @param slots segments that the source is planned to send at once, as far as known when a swarm begins; see {@link #feeds}
     * @param stopped releases that nothing is pushed of
     * @param wanted releases that an open campaign wants: caches keep them; asked often, must not wait
     * @param sourceUri base of our own data plane, as caches reach it; asked when a swarm begins
     * @param reporters who may report in whose name
     * @param randoms one for each swarm
     */
    public SwarmDesk(
            ReleaseStore releases,
            CacheSites caches,
            HttpFetcher fetcher,
            Uplink uplink,
            IntSupplier slots,
            Predicate<ReleaseId> stopped,
            Predicate<ReleaseId> wanted,
            Supplier<URI> sourceUri,
            SwarmOrigin.Admittance reporters,
            Ear ear,
            Supplier<RandomGenerator> randoms,
            Clock clock,
            Consumer<Throwable> onCrash) {
        this.releases = releases;
        this.caches = caches;
        this.fetcher = fetcher;
        this.uplink = uplink;
        this.slots = slots;
        this.stopped = stopped;
        this.wanted = wanted;
        this.sourceUri = sourceUri;
        this.reporters = reporters;
        this.ear = ear;
        this.randoms = randoms;
        this.clock = clock;
        this.onCrash = onCrash;
    }

    /** {@code POST /v1/releases/{id}/swarm}. */
    public CompletionStage<Response> answer(Request request) {
        return find(releases, request)
                .map(store -> origins.computeIfAbsent(store.release(), release -> begin(store))
                        .answer(request))
                .orElseGet(() -> Route.done(Problem.response(404, "this release is not known here")));
    }

    /** How many segments the source should be planned to send at once from now on. */
    public void feeds(int segments) {
        origins.values().forEach(origin -> origin.feeds(segments));
    }

    /** Our own store grew. */
    public void owns(ReleaseId release, int segment) {
        Optional.ofNullable(origins.get(release)).ifPresent(origin -> origin.owns(segment));
    }

    /** Our own store lost a segment: the swarm begins anew with what is left, and knows its members again by their next reports. */
    public void lost(ReleaseId release) {
        held.remove(release); // So that the new swarm is told of the caches.
        Optional.ofNullable(origins.remove(release)).ifPresent(SwarmOrigin::close);
    }

    @Override
    public List<Holder> holding(ReleaseId release, int segment, HolderId asker) {
        return Optional.ofNullable(origins.get(release))
                .map(origin -> origin.alternates().of(segment))
                .orElse(List.of());
    }

    @Override
    public Runnable serving(ReleaseId release, HolderId asker) {
        return Optional.ofNullable(origins.get(release))
                .map(origin -> origin.serving(asker))
                .orElse(() -> {});
    }

    /** What the source and each cache hold of a release. */
    public List<Holding> holdings(SegmentStore store) {
        var holdings = new ArrayList<Holding>();
        for (CacheSite cache : caches.all()) {
            held(store.release(), cache.id())
                    .ifPresent(owned ->
                            holdings.add(new Holding(cache.id(), cache.uri(), Optional.of(cache.domain()), owned)));
        }
        holdings.add(new Holding(SOURCE, sourceUri.get(), Optional.empty(), store.owned()));
        return holdings;
    }

    /** What a cache said last; empty while it said nothing. */
    Optional<Bitfield> held(ReleaseId release, HolderId cache) {
        return Optional.ofNullable(held.getOrDefault(release, Map.of()).get(cache));
    }

    /** Why a cache's disk takes nothing of a release now, as it said last; empty while all is well. */
    Optional<String> trouble(ReleaseId release, HolderId cache) {
        return Optional.ofNullable(troubles.getOrDefault(release, Map.of()).get(cache));
    }

    /** Whether some cache's disk takes nothing of the release now. */
    boolean isTroubled(ReleaseId release) {
        return !troubles.getOrDefault(release, Map.of()).isEmpty();
    }

    /** Payload that was pushed since the start. */
    long pushedBytes() {
        return pushedBytes.get();
    }

    @Override
    public void close() {
        origins.values().forEach(SwarmOrigin::close);
    }

    /** The release that a request is about. */
    static Optional<SegmentStore> find(ReleaseStore releases, Request request) {
        try {
            return releases.find(ReleaseId.parse(request.variable("id")));
        } catch (IllegalArgumentException noRelease) {
            return Optional.empty();
        }
    }

    private SwarmOrigin begin(SegmentStore store) {
        var tracker = new SwarmTracker(
                store.release(),
                new Holder(SOURCE, HolderKind.SOURCE, sourceUri.get()),
                store.owned(),
                new OriginPolicy(slots.getAsInt(), true, true),
                TrackerLimits.defaults(),
                randoms.get());
        var origin = new SwarmOrigin(
                store.release(),
                store.manifest().segmentCount(),
                tracker,
                (member, segment) -> push(member, store, segment),
                // Caches are known: pushes go where the configuration says, whoever reports in their name.
                (member, said, remote) ->
                        caches.cache(member).map(CacheSite::uri).map(Place::at),
                Dialback.trusting(),
                this::heard,
                clock,
                onCrash);
        origin.admit(reporters);
        origin.pinnedWhile(() -> wanted.test(store.release()));
        origin.start();
        return origin;
    }

    private CompletableFuture<PushOutcome> push(Holder member, SegmentStore store, int segment) {
        if (stopped.test(store.release())) {
            return CompletableFuture.completedFuture(new PushOutcome.Cancelled());
        }
        return fetcher.pushSegment(member, store, segment, uplink).outcome().thenApply(outcome -> {
            if (outcome instanceof PushOutcome.Stored(long bytes)) {
                pushedBytes.addAndGet(bytes);
            }
            return outcome;
        });
    }

    /** Whom a cache, and the clients of one that dies, can turn to: the caches that take part, before the source. */
    private void tellCaches(ReleaseId release) {
        var taking = caches.all().stream()
                .filter(cache -> held(release, cache.id()).isPresent())
                .limit(SwarmPlan.MAX_FALLBACKS - 1)
                .map(cache -> new Holder(cache.id(), HolderKind.OTHER_CACHE, cache.uri()))
                .toList();
        Optional.ofNullable(origins.get(release)).ifPresent(origin -> origin.fallbacks(taking));
    }

    private void heard(MemberReport report) {
        caches.cache(report.member()).ifPresent(cache -> {
            noteTrouble(report);
            var known = held.computeIfAbsent(report.release(), release -> new ConcurrentHashMap<>());
            boolean gone = hasLetGo(report);
            var before = gone ? known.remove(cache.id()) : known.put(cache.id(), report.owned());
            if (gone == (before != null)) { // Now it takes part, or does not any more.
                tellCaches(report.release());
            }
            ear.heard(cache, report);
        });
    }

    /** One that lacks room does not take part either, but wants to, and is shown with its trouble. */
    private static boolean hasLetGo(MemberReport report) {
        boolean leaves =
                report.action().filter(MemberReport.Action.LEAVE::equals).isPresent();
        return leaves && report.owned().isEmpty() && report.trouble().isEmpty();
    }

    private void noteTrouble(MemberReport report) {
        var known = troubles.computeIfAbsent(report.release(), release -> new ConcurrentHashMap<>());
        var before = report.trouble().isPresent()
                ? known.put(report.member(), report.trouble().get())
                : known.remove(report.member());
        if (report.trouble().isPresent() && before == null) {
            LOG.atWarn()
                    .addKeyValue("release", report.release())
                    .addKeyValue("holder", report.member())
                    .addKeyValue("reason", report.trouble().get())
                    .log("a cache has no room, it goes on by itself when it has");
        } else if (report.trouble().isEmpty() && before != null) {
            LOG.atInfo()
                    .addKeyValue("release", report.release())
                    .addKeyValue("holder", report.member())
                    .log("a cache has room again");
        }
    }
}
