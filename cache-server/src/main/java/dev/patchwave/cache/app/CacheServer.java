package dev.patchwave.cache.app;

import dev.patchwave.cache.core.FillOrders;
import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Problem;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.http.Router;
import dev.patchwave.http.SegmentServer;
import dev.patchwave.http.Uplink;
import dev.patchwave.loop.SteadyClock;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import dev.patchwave.signal.sip.KeepAlive;
import dev.patchwave.signal.sip.RetryPolicy;
import dev.patchwave.signal.sip.SipBody;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.signal.sip.UserAgent;
import dev.patchwave.signal.sip.UserAgentConfig;
import dev.patchwave.status.DiskStatus;
import dev.patchwave.stop.StopBook;
import dev.patchwave.stop.StopDesk;
import dev.patchwave.stop.StopPoll;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.Scrubber;
import dev.patchwave.store.StoreStatus;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.token.MemberTokens;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.HttpDialback;
import dev.patchwave.transfer.Member;
import dev.patchwave.transfer.Reachability;
import dev.patchwave.transfer.ReachabilityLimits;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.transfer.UplinkWatch;
import dev.patchwave.trust.follow.FetchedMetadata;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The cache program, wired: the only place in it where sockets, stores and clocks are made.
 *
 * <p>{@link #start} returns when it listens; {@link #close} de-registers, leaves its swarms and ends within seconds.
 */
public final class CacheServer implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final long UNLIMITED_AS_BITS_PER_SECOND = 10_000_000_000L;
    /** Caches are few, so the source bears it, and none depends on SIP alone. */
    private static final Duration STOPS_ASKED_EVERY = Duration.ofSeconds(2);

    private static final Duration KEYS_ASKED_EVERY = Duration.ofMinutes(1);
    private static final RetryPolicy COMING_BACK = new RetryPolicy(Duration.ofSeconds(1), Duration.ofMinutes(2));

    private final CacheConfig config;
    private final Clock clock = Clock.systemUTC();
    private final Clock steady = SteadyClock.start();
    private final DataPlaneTls tls;
    private final HttpThreads threads;
    private final ReleaseStore store;
    private final CacheTrust trust;
    private final RepositoryMirror mirror;
    private final StopBook stops;
    private final StopPoll stopPoll;
    private final Uplink uplink;
    private final ServingSlots slots;
    private final Optional<UplinkWatch> watch;
    private final HttpFetcher fetcher;
    private final HttpFetcher dialling;
    private final MemberTokens tokens;
    private final CachedReleases releases = new CachedReleases();
    private final LongAdder uploadedBytes = new LongAdder();
    private final HttpServer http;
    private final FillShell fills;
    private final Optional<Scrubber> scrubber;
    private volatile UserAgent sip; // Null until it is open.

    /**
     * Opens everything and begins.
     *
     * @param onCrash told when a loop stopped by a fault of ours; the program should end then
     * @throws IOException in one line: a port in use, a directory that cannot be used or that another process holds
     * @throws dev.patchwave.config.ConfigProblem when a publisher's key, the shipped root or a certificate cannot be read; nothing was opened
     */
    public static CacheServer start(CacheConfig config, Consumer<Throwable> onCrash) throws IOException {
        var trusted = CacheTrust.of(config);
        return new CacheServer(config, trusted, DataPlaneTls.of(config.http().tls()), onCrash);
    }

    private CacheServer(CacheConfig config, CacheTrust.Opening trusted, DataPlaneTls tls, Consumer<Throwable> onCrash)
            throws IOException {
        this.config = config;
        this.tls = tls;
        this.store = ReleaseStore.open(
                config.dataPath().resolve("releases"), config.store().limits());
        this.trust = trusted.open(clock);
        this.mirror = new RepositoryMirror(trust.mirrored(), clock);
        this.stops = StopBook.open(config.dataPath(), trust.trust());
        this.stopPoll = new StopPoll(stops);
        this.threads = HttpThreads.start(
                config.name(),
                Runtime.getRuntime().availableProcessors(),
                WORKERS,
                config.http().dscp());
        this.uplink = Uplink.ofBitsPerSecond(config.uplink().bitsPerSecond());
        this.slots = new ServingSlots(
                ServingSlots.Limits.of(uplinkBitsPerSecond(), Manifest.DEFAULT_SEGMENT_SIZE_BYTES, config.slots(), 2));
        this.watch = config.uplink().isUnlimited()
                ? Optional.of(UplinkWatch.start(uplink, slots, config.slots()))
                : Optional.empty();
        watch.ifPresent(seen -> seen.onPlanned(
                planned -> releases.all().forEach(held -> held.domainSwarm().feeds(planned))));
        var self = new HolderId(config.name());
        this.fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(self), tls);
        this.tokens = MemberTokens.open(
                config.tokens(),
                config.dataPath(),
                config.sip().service(),
                release -> askToken(release, false),
                Optional.of(release -> askToken(release, true)),
                KEYS_ASKED_EVERY,
                clock,
                steady);
        fetcher.show(tokens.credentials());
        this.dialling = new HttpFetcher(threads, HttpDialback.LIMITS, Optional.of(self), tls);
        try {
            this.http = HttpServer.start(
                    config.http().listen().address(),
                    threads,
                    HttpLimits.DEFAULT
                            .withMaxConnections(config.http().maxConnections())
                            .withDoor(config.http().limits()),
                    tokens.guardCache(routes(), config.name(), config.domain()),
                    uplink,
                    tls);
            var around = surroundings(self, onCrash);
            this.fills = new FillShell(
                    new FillOrders(
                            config.keptReleasesPerProduct(), config.store().pinnedReleases(), new Random()),
                    store,
                    releases,
                    trust.trust(),
                    config.source(),
                    fetcher,
                    tokens::ready,
                    stops,
                    (held, ear) -> new CachedRelease(around, held, ear),
                    (manifest, trouble) -> tellAbsent(self, manifest, trouble),
                    config.store().pinnedReleases(),
                    clock,
                    steady,
                    onCrash);
            mirror.start(new FetchedMetadata(fetcher, config.source()));
            fills.start();
            this.scrubber = Scrubber.start(store, config.store().scrub(), fills::rotten, steady, new Random());
            tokens.start(fetcher, () -> List.of(config.source()));
            stopPoll.start(fetcher, () -> Optional.of(config.source()), STOPS_ASKED_EVERY);
        } catch (IOException | RuntimeException e) {
            stopPoll.close();
            tokens.close();
            mirror.close();
            dialling.close();
            fetcher.close();
            threads.close();
            watch.ifPresent(UplinkWatch::close);
            trust.close();
            store.close();
            throw e;
        }
        this.sip = startSip();
    }

    /** The source learns that this cache serves nothing of a release; that it does not arrive is told by its orders, which go on. */
    private void tellAbsent(HolderId self, Manifest manifest, Optional<String> trouble) {
        var report = MemberReport.of(
                        MemberReport.Request.STAT_REPORT,
                        self,
                        manifest.release(),
                        Bitfield.empty(manifest.segmentCount()))
                .with(MemberReport.Action.LEAVE)
                .inTrouble(trouble);
        var unused = fetcher.post(
                config.source().resolve("/v1/releases/" + manifest.release() + "/swarm"),
                SwarmCodec.write(report),
                SwarmCodec.MAX_PLAN_BYTES);
    }

    private SipEndpointConfig endpoint() {
        var listen = config.sip().listen();
        var plain = SipEndpointConfig.of(listen.host(), listen.port(), "patchwave-cache")
                .withKeepAlive(KeepAlive.USUAL);
        return config.sip().tls() == null ? plain : plain.withTls(config.sip().tls());
    }

    private UserAgent startSip() throws IOException {
        var profile = new UaProfile(UaProfile.Type.LOCAL_NETWORK, "Patchwave", "cache", "1");
        try {
            return UserAgent.start(
                    agent(),
                    SipEndpoint.of(endpoint()),
                    Optional.of(profile::event),
                    new CacheSignalling(fills, stopPoll::bring, config.sip().serviceIdentity()),
                    steady);
        } catch (IOException | RuntimeException e) {
            closeDataPlane();
            throw e;
        }
    }

    /** Base of the data plane, with the real port. */
    public URI httpUri() {
        return URI.create(tls.scheme() + "://" + config.http().listen().host() + ":"
                + http.address().getPort());
    }

    @Override
    public void close() {
        sip.close();
        closeDataPlane();
    }

    private void closeDataPlane() {
        stopPoll.close();
        tokens.close();
        mirror.close();
        scrubber.ifPresent(Scrubber::close);
        fills.close();
        http.close();
        dialling.close();
        fetcher.close();
        threads.close();
        watch.ifPresent(UplinkWatch::close);
        try {
            trust.close();
            store.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Optional<DiskStatus> disk() {
        return scrubber == null // Asked while we start.
                ? Optional.empty()
                : StoreStatus.of(store, fills.evictions(), scrubber);
    }

    private Router routes() {
        var status = new CacheStatus(config, releases, uploadedBytes::sum, mirror::expiries, this::disk, clock);
        var router = new Router();
        trust.addTo(router, config.trustPath());
        new SegmentServer(
                        store,
                        StopDesk.guard(stops, new SlotAdmission(slots, releases)),
                        served -> uploadedBytes.add(served.bytes()))
                .serve(router)
                .accept(router, new SourceInbox(releases), config.senders(), HttpLimits.DEFAULT);
        var desk = new StopDesk(stops);
        return router.post(
                        "/v1/releases/{id}/swarm",
                        request -> desk.swarmAnswer(request.variable("id"))
                                .map(Route::done)
                                .orElseGet(() -> swarm(request)))
                .get("/v1/stops", request -> Route.done(desk.answer()))
                .get("/v1/status", request -> Route.done(status.answer(request)))
                .get("/healthz", request -> Route.done(Response.text(200, "ok\n")));
    }

    private CompletionStage<Response> swarm(Request request) {
        Optional<CachedRelease> release;
        try {
            release = releases.find(ReleaseId.parse(request.variable("id")));
        } catch (IllegalArgumentException e) {
            return Route.done(Problem.response(400, e.getMessage()));
        }
        return release.map(held -> held.domainSwarm().answer(request))
                .orElseGet(() -> Route.done(Problem.response(404, "this release is not known here")));
    }

    private CachedRelease.Surroundings surroundings(HolderId self, Consumer<Throwable> onCrash) {
        var member = new Member(
                self,
                Optional.empty(),
                this::uplinkBitsPerSecondNow,
                () -> Optional.of(new ServingAddress(
                        config.http().listen().address().getAddress().getHostAddress(),
                        http.address().getPort(),
                        tls.serves())),
                List::of,
                undelivered -> {},
                () -> MemberReport.Stat.NONE);
        return new CachedRelease.Surroundings(
                member,
                new Holder(self, HolderKind.OWN_CACHE, httpUri()),
                config.source(),
                () -> watch.map(UplinkWatch::planned)
                        .orElseGet(() -> ServingSlots.planned(uplinkBitsPerSecond(), config.slots())),
                true,
                config.dialsBack()
                        ? new Reachability(new HttpDialback(dialling), ReachabilityLimits.DEFAULT, steady)
                        : Dialback.trusting(),
                fetcher,
                stopPoll::bring,
                steady,
                Random::new,
                onCrash);
    }

    private CompletableFuture<Optional<String>> askToken(ReleaseId release, boolean reports) {
        var signal = new Signal.TokenAsk(instance(), release, reports);
        var ask = SipBody.of(SignalCodec.CONTENT_TYPE, SignalCodec.encode(signal));
        return Optional.ofNullable(sip)
                .map(agent -> agent.sendMessage(config.sip().service(), ask)
                        .thenApply(response -> response.headers().first(Signal.TokenAsk.TOKEN_HEADER)))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty())); // Not open yet.
    }

    private InstanceId instance() {
        return new InstanceId(UUID.nameUUIDFromBytes(config.sip().identity().getBytes(StandardCharsets.UTF_8)));
    }

    private UserAgentConfig agent() throws IOException {
        var sipConfig = config.sip();
        var agent = UserAgentConfig.of(
                        new SubscriberId(sipConfig.identity()),
                        instance(),
                        sipConfig.credentials(config.dataPath()),
                        sipConfig.proxy() == null
                                ? "sip:" + SipUri.parse(sipConfig.identity()).host()
                                : sipConfig.registrar(),
                        sipConfig.service())
                .withExpires(sipConfig.expires().duration())
                .withRetries(COMING_BACK);
        return sipConfig.proxy() == null
                ? agent.withRoute("<" + sipConfig.registrar() + ";lr>")
                : agent.withProxy(sipConfig.proxy());
    }

    /** As configured, or else as measured; before that what the slots of now suit, lest we are planned for more. */
    private OptionalLong uplinkBitsPerSecondNow() {
        return OptionalLong.of(
                watch.map(seen -> seen.bitsPerSecond().orElse(ServingSlots.bitsPerSecondOf(seen.planned())))
                        .orElseGet(this::uplinkBitsPerSecond));
    }

    private long uplinkBitsPerSecond() {
        return config.uplink().isUnlimited()
                ? UNLIMITED_AS_BITS_PER_SECOND
                : config.uplink().bitsPerSecond();
    }
}
