package dev.patchwave.source.http;

import dev.patchwave.http.Response;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.CampaignState;
import dev.patchwave.source.core.Progress;
import dev.patchwave.source.core.Scope;
import dev.patchwave.source.sip.SourceSip;
import dev.patchwave.status.CampaignStatus;
import dev.patchwave.status.DiskStatus;
import dev.patchwave.status.MemberStatus;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.status.StatusCodec;
import dev.patchwave.status.SubscriptionStatus;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code GET /v1/status}: which release is where, who has how much, how campaigns go. Any thread. */
public final class StatusDesk {
    private static final String NO_VERSION = "";

    private final ReleaseStore releases;
    private final CacheSites caches;
    private final SwarmDesk swarms;
    private final ClientProgress clients;
    private final Supplier<CompletableFuture<List<CampaignState>>> campaigns;
    private final SourceSip sip;
    private final Predicate<ReleaseId> stopped;
    private final Supplier<SortedMap<String, Instant>> expiries;
    private final Supplier<Optional<DiskStatus>> disk;
    private final Clock clock;
    private final Instant started;
    private final AtomicLong servedBytes = new AtomicLong();

    /**
     * @param campaigns asks for how all of them stand
     * @param stopped releases that are stopped by order
     * @param expiries of the roles of the repository that is followed
     * @param sip asked for its subscriptions
     * @param disk how the store stands
     */
    public StatusDesk(
            ReleaseStore releases,
            CacheSites caches,
            SwarmDesk swarms,
            ClientProgress clients,
            Supplier<CompletableFuture<List<CampaignState>>> campaigns,
            SourceSip sip,
            Predicate<ReleaseId> stopped,
            Supplier<SortedMap<String, Instant>> expiries,
            Supplier<Optional<DiskStatus>> disk,
            Clock clock) {
        this.releases = releases;
        this.caches = caches;
        this.swarms = swarms;
        this.clients = clients;
        this.campaigns = campaigns;
        this.sip = sip;
        this.stopped = stopped;
        this.expiries = expiries;
        this.disk = disk;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** Payload was served. */
    public void served(long bytes) {
        servedBytes.addAndGet(bytes);
    }

    public CompletionStage<Response> answer() {
        return campaigns.get().thenApply(states -> Response.json(200, StatusCodec.write(status(states))));
    }

    private ProgramStatus status(List<CampaignState> states) {
        SubscriptionStatus subscriptions = sip.subscriptions();
        var status = new ProgramStatus(
                "source",
                SwarmDesk.SOURCE.value(),
                "",
                sip.isDraining() ? word(subscriptions) : "serving",
                NO_VERSION,
                Duration.between(started, clock.instant()).toSeconds(),
                servedBytes.get() + swarms.pushedBytes(),
                releases.releases().stream().map(this::release).toList(),
                releases.releases().stream().flatMap(this::members).toList(),
                states.stream()
                        .sorted(Comparator.comparing(
                                        (CampaignState state) -> state.plan().accepted())
                                .reversed())
                        .map(this::campaign)
                        .toList(),
                List.of());
        return disk.get().map(status::with).orElse(status).with(subscriptions).with(expiries.get());
    }

    private static String word(SubscriptionStatus subscriptions) {
        return subscriptions.open() == 0 ? "drained" : "draining";
    }

    private ReleaseStatus release(SegmentStore store) {
        var manifest = store.manifest();
        return ReleaseStatus.of(
                manifest.release().toString(),
                manifest.sequence(),
                manifest.lengthBytes(),
                stateOf(store),
                manifest.segmentCount(),
                store.owned().count());
    }

    private String stateOf(SegmentStore store) {
        if (stopped.test(store.release())) {
            return "stopped";
        }
        return store.owned().isFull() ? "published" : "filling";
    }

    private Stream<MemberStatus> members(SegmentStore store) {
        int segments = store.manifest().segmentCount();
        return Stream.concat(
                caches.all().stream().flatMap(cache -> cache(cache, store)),
                clients.of(store.release(), segments).stream());
    }

    private Stream<MemberStatus> cache(CacheSite cache, SegmentStore store) {
        var trouble = swarms.trouble(store.release(), cache.id());
        return swarms.held(store.release(), cache.id()).stream()
                .map(owned -> new MemberStatus(
                        cache.id().value(),
                        "cache",
                        cache.domain().value(),
                        store.release().toString(),
                        owned.count(),
                        owned.size(),
                        trouble.isPresent() ? MemberStatus.NO_ROOM : owned.isFull() ? "full" : "filling",
                        trouble.orElse("")));
    }

    private CampaignStatus campaign(CampaignState state) {
        int started = state.count(Progress.STARTED);
        int done = state.count(Progress.INSTALLED) + state.count(Progress.FAILED);
        return new CampaignStatus(
                state.plan().campaign().value(),
                state.plan().release().toString(),
                state.plan().urgency().name().toLowerCase(Locale.ROOT),
                word(state),
                domains(state.plan().scope()),
                state.targeted(),
                state.count(Progress.SIGNALLED) + started + done,
                state.count(Progress.AWAY),
                started,
                state.count(Progress.INSTALLED),
                state.count(Progress.FAILED));
    }

    private String word(CampaignState state) {
        return switch (state.stage()) {
            case AWAITING_APPROVAL -> CampaignStatus.PENDING_APPROVAL;
            case ACCEPTED ->
                state.count(Progress.PENDING) == state.targeted()
                        ? filling(state.plan().release())
                        : "signalling";
            case SIGNALLED -> "running";
            case FINISHED, CLOSED -> state.plan().unapproved() ? "expired" : "finished";
        };
    }

    private String filling(ReleaseId release) {
        return swarms.isTroubled(release) ? MemberStatus.NO_ROOM : "filling";
    }

    private static List<String> domains(Scope scope) {
        return switch (scope) {
            case Scope.Domains(var domains) ->
                domains.stream().map(DomainId::value).toList();
            case Scope.Named named -> List.of();
            case Scope.Askers(var domain) -> List.of(domain.value());
        };
    }
}
