package dev.patchwave.source.app;

import dev.patchwave.config.HostPort;
import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Response;
import dev.patchwave.http.Uplink;
import dev.patchwave.loop.SteadyClock;
import dev.patchwave.release.Manifest;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.SipEndpoint;
import dev.patchwave.signal.sip.SipEndpointConfig;
import dev.patchwave.source.audit.AuditLog;
import dev.patchwave.source.charging.TransferRecords;
import dev.patchwave.source.core.CacheSite;
import dev.patchwave.source.core.CacheSites;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.Campaigns;
import dev.patchwave.source.core.Charging;
import dev.patchwave.source.core.DomainResolver;
import dev.patchwave.source.core.KeptRecords;
import dev.patchwave.source.core.Releases;
import dev.patchwave.source.core.ResumeEvent;
import dev.patchwave.source.core.ResumeTracker;
import dev.patchwave.source.http.ClientProgress;
import dev.patchwave.source.http.ResumeDesk;
import dev.patchwave.source.http.StatusDesk;
import dev.patchwave.source.http.SwarmDesk;
import dev.patchwave.source.ims.CoreNetwork;
import dev.patchwave.source.ims.ImsCore;
import dev.patchwave.source.ims.IscRegistrations;
import dev.patchwave.source.sip.Identities;
import dev.patchwave.source.sip.OwnNetwork;
import dev.patchwave.source.sip.ReleaseLinks;
import dev.patchwave.source.sip.SipNetwork;
import dev.patchwave.source.sip.SourceSip;
import dev.patchwave.source.sip.TokenDesk;
import dev.patchwave.source.state.SourceState;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.transfer.UplinkWatch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The source, put together: the only place that makes its clocks, sockets, stores and threads.
 *
 * <p>Everything acknowledged by SIP or HTTP is on disk before, so it may be killed at any time. Started once, by one thread;
 * {@link #close} may come from any.
 */
public final class SourceServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceServer.class);
    private static final String USER_AGENT = "patchwave-source";
    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 8;

    private final SourceConfig config;
    private final Clock clock = Clock.systemUTC();
    private final Clock steady = SteadyClock.start();
    private final SecureRandom secureRandom = new SecureRandom();
    private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // Latest first; guarded by itself.
    private final ClientProgress clients = new ClientProgress();

    private volatile boolean closing;
    private CampaignLoop campaigns;
    private ResumeDesk resume;
    private SourceSip sip;
    private TransferRecords transfers;
    private AuditLog audit;
    private HttpServer server;
    private DataPlaneTls tls = DataPlaneTls.off();

    public SourceServer(SourceConfig config) {
        this.config = config;
    }

    /**
     * Opens stores and ports. When it fails, everything is closed again.
     *
     * @throws dev.patchwave.config.ConfigProblem when a key, the shipped root, a certificate or the subscribers' file cannot be read; before anything is opened
     * @throws IOException when the data directory or a port cannot be used; the message says which
     */
    public void start() throws IOException {
        tls = DataPlaneTls.of(config.http().tls());
        Belief.Opening trusted = Belief.of(config);
        var identities = KnownIdentities.of(config);
        try {
            open(trusted, identities);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        LOG.atInfo().addKeyValue("sip", sipUri()).addKeyValue("http", httpUri()).log("source serves");
    }

    /** Base of the data plane as others reach it, with the real port. */
    public URI httpUri() {
        if (config.http().publicUri() != null) {
            return config.http().publicUri();
        }
        return URI.create(tls.scheme() + "://" + config.http().listen().host() + ":"
                + server.address().getPort());
    }

    /** Where SIP is spoken, {@code sip:host:port} with the real port. */
    public String sipUri() {
        return sip.uri();
    }

    /** Completed with the cause when the source can go on no longer and should be started anew. */
    public CompletableFuture<Throwable> fault() {
        return fault;
    }

    @Override
    public void close() {
        closing = true;
        while (true) {
            AutoCloseable next;
            synchronized (opened) {
                next = opened.poll();
            }
            if (next == null) {
                return;
            }
            try {
                next.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("closing failed");
            }
        }
    }

    private void open(Belief.Opening trusted, Identities identities) throws IOException {
        SourceStores state = SourceStores.open(config, trusted, clock, this::crashed, this::opened);
        DataPlane plane = openDataPlane(state);
        openSignalling(state, plane, identities);
        serve(state, plane);
        begin(state);
    }

    /** What moves bytes. */
    private record DataPlane(
            HttpThreads threads, Uplink uplink, ServingSlots serving, TokenSide tokens, SwarmDesk swarms) {}

    private DataPlane openDataPlane(SourceStores state) throws IOException {
        Campaigns core = campaigns(
                state.caches(), state.releases(), found -> state.keeper().load(found, state.kept()));
        HttpThreads threads = opened(
                HttpThreads.start("source", EVENT_LOOPS, WORKERS, config.http().dscp()));
        Uplink uplink = Uplink.ofBitsPerSecond(config.uplink().bitsPerSecond());
        HttpFetcher fetcher =
                opened(new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(SwarmDesk.SOURCE), tls));
        ServingSlots serving = new ServingSlots(SourceRoutes.slots(config));
        Optional<UplinkWatch> watch = config.uplink().isUnlimited()
                ? Optional.of(opened(UplinkWatch.start(uplink, serving, config.slots())))
                : Optional.empty();
        TokenSide tokens =
                opened(TokenSide.open(config, Path.of(config.dataDirectory()), state.caches(), fetcher, clock));
        campaigns = opened(new CampaignLoop(core, state.keeper(), effect -> sip.perform(effect), clock, this::crashed));
        SwarmDesk swarms = opened(new SwarmDesk(
                state.releases(),
                state.caches(),
                fetcher,
                uplink,
                () -> watch.map(UplinkWatch::planned)
                        .orElseGet(() -> ServingSlots.planned(config.uplink().bitsPerSecond(), config.slots())),
                state.stops()::stops,
                new OpenReleases(campaigns::states, steady)::contains,
                this::httpUri,
                config.reporters(),
                this::heard,
                SplittableRandom::new,
                steady,
                this::crashed));
        watch.ifPresent(seen -> {
            seen.counting(fetcher::pushesUnderWay);
            seen.onPlanned(swarms::feeds);
        });
        resume = opened(new ResumeDesk(
                new ResumeTracker(ResumeTracker.Limits.DEFAULT, state.kept().resumes()),
                state.releases(),
                swarms,
                state.domains(),
                campaigns::whereIs,
                state.keeper(),
                tokens::holds,
                clock,
                this::crashed));
        return new DataPlane(threads, uplink, serving, tokens, swarms);
    }

    private void openSignalling(SourceStores state, DataPlane plane, Identities identities) throws IOException {
        Path directory = Path.of(config.dataDirectory());
        transfers =
                opened(TransferRecords.open(directory.resolve("transfers"), config.keptTransferRecordDays(), clock));
        audit = opened(AuditLog.open(
                directory.resolve("audit"), config.admins().auditFileSize().bytes(), clock));
        var tokens = new TokenDesk(
                plane.tokens.office(), state.releases(), state.caches(), state.stops()::stops, campaigns::whoseIs);
        sip = opened(new SourceSip(
                SipEndpoint.of(endpoint()),
                identities,
                network(identities, state.domains(), state.caches(), state.keeper(), state.kept()),
                state.caches(),
                new ReleaseLinks(state.releases(), state.caches(), this::httpUri),
                state.keeper(),
                audit,
                state.stops(),
                state.kept().subscriptions(),
                campaigns::offer,
                this::reported,
                tokens,
                config.campaigns().limits().pace(),
                secureRandom,
                clock));
    }

    private void serve(SourceStores state, DataPlane plane) throws IOException {
        state.disk().scrub(plane.swarms::lost, steady);
        var status = new StatusDesk(
                state.releases(),
                state.caches(),
                plane.swarms,
                clients,
                campaigns::states,
                sip,
                state.stops()::stops,
                state.belief()::expiries,
                state.disk()::status,
                clock);
        var routes = new SourceRoutes(
                config,
                state.belief(),
                state.releases(),
                plane.swarms,
                resume,
                status,
                state.stops(),
                sip::drain,
                this::health,
                this::published);
        server = opened(HttpServer.start(
                config.http().listen().address(),
                plane.threads,
                SourceRoutes.limits(config),
                plane.tokens.guard(routes.router(new SlotAdmission(plane.serving, plane.swarms))),
                plane.uplink,
                tls));
    }

    /** From here on things happen by themselves. */
    private void begin(SourceStores state) throws IOException {
        state.stops().onNews(sip::tell);
        state.stops()
                .all()
                .forEach(known -> campaigns.put(new CampaignEvent.StopTaken(
                        known.order().release(), known.order().stops(), Optional.empty())));
        resume.start();
        sip.start();
        campaigns.start();
        state.belief().start();
        audit.announce();
    }

    private SipEndpointConfig endpoint() {
        SourceConfig.Sip by = config.sip();
        var plain = SipEndpointConfig.of(bare(by.listen()), by.listen().port(), USER_AGENT)
                .withDoor(
                        by.limits(),
                        address ->
                                by.core().filter(core -> core.trusts(address)).isPresent());
        return by.tls() == null ? plain : plain.withTls(by.tls());
    }

    /** By its own registrar, or behind an IMS core. */
    private SipNetwork network(
            Identities identities, DomainResolver domains, CacheSites caches, StateKeeper keeper, SourceState kept) {
        Predicate<SubscriberId> mayBeClient = subscriber -> identities.mayBeClient(subscriber, caches);
        Optional<ImsCore> core = config.sip().core();
        if (core.isEmpty()) {
            return new OwnNetwork(
                    identities, kept.bindings(), domains, mayBeClient, keeper, campaigns::offer, secureRandom, clock);
        }
        var registrations = new IscRegistrations(
                core.get(), identities.service(), domains, mayBeClient, keeper, campaigns::offer, secureRandom, clock);
        return new CoreNetwork(core.get(), identities, registrations);
    }

    private Response health() {
        return fault.isDone() ? Response.text(503, "stopped by a fault\n") : Response.text(200, "ok\n");
    }

    private Campaigns campaigns(CacheSites caches, ReleaseStore releases, KeptRecords kept) {
        List<Releases.Published> published = releases.releases().stream()
                .filter(store -> store.owned().isFull())
                .map(SegmentStore::manifest)
                .map(manifest -> new Releases.Published(manifest.release(), manifest.sequence(), false))
                .toList();
        return new Campaigns(
                config.campaigns().limits(),
                config.admins().fourEyes(),
                caches.byDomain(),
                published,
                kept,
                new SplittableRandom(),
                clock.instant());
    }

    private void published(SegmentStore store) {
        Manifest manifest = store.manifest();
        campaigns.put(new CampaignEvent.ReleasePublished(manifest.release(), manifest.sequence()));
    }

    private void heard(CacheSite cache, MemberReport report) {
        campaigns.offer(new CampaignEvent.CacheHolds(
                cache.id(), report.release(), report.owned().count()));
        for (MemberReport.Progress progress : report.progress()) {
            resume.tell(new ResumeEvent.Progressed(progress.instance(), report.release(), progress.owned()));
            clients.progressed(
                    progress.instance(),
                    report.release(),
                    cache.domain(),
                    progress.owned().count());
        }
    }

    private CompletableFuture<Void> reported(
            Signal.UpgradeReport report,
            SubscriberId subscriber,
            DomainId domain,
            Supplier<Charging> ofRegistration,
            Charging ofReport) {
        clients.reported(report);
        if (report.outcome() == Signal.UpgradeReport.Outcome.STARTED) {
            return CompletableFuture.completedFuture(null); // Nothing has been transferred yet.
        }
        if (report.outcome() == Signal.UpgradeReport.Outcome.INSTALLED) {
            resume.tell(new ResumeEvent.Installed(report.instance(), report.release()));
        }
        return CompletableFuture.supplyAsync(ofRegistration)
                .thenCompose(kept -> transfers.keep(report, subscriber, domain.value(), kept, ofReport));
    }

    /** What breaks off because we are closing is no fault. */
    private void crashed(Throwable cause) {
        if (closing) {
            return;
        }
        LOG.atError().setCause(cause).log("the source cannot go on");
        fault.complete(cause);
    }

    private static String bare(HostPort listen) {
        String host = listen.host();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private <T extends AutoCloseable> T opened(T resource) {
        synchronized (opened) {
            opened.push(resource);
        }
        return resource;
    }
}
