package dev.patchwave.client.app;

import dev.patchwave.client.core.Conditions;
import dev.patchwave.client.core.PendingUpgrade;
import dev.patchwave.client.core.Upgrade;
import dev.patchwave.client.core.UpgradeEffect;
import dev.patchwave.client.core.UpgradeEvent;
import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.disk.ClientState;
import dev.patchwave.client.disk.ClientStateFile;
import dev.patchwave.client.disk.Installer;
import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Router;
import dev.patchwave.http.SegmentServer;
import dev.patchwave.http.Uplink;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.loop.SteadyClock;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.Signal;
import dev.patchwave.stop.StopBook;
import dev.patchwave.stop.StopDesk;
import dev.patchwave.stop.StopPoll;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.Scrubber;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.store.StoreLimits;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.token.MemberTokens;
import dev.patchwave.transfer.Member;
import dev.patchwave.trust.follow.MetadataDesk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The IMS client: the one place where its cores, SIP, HTTP and disk are put together.
 *
 * <p>{@link #start} once, {@link #close} once, from any thread. What it does in between it does by itself; {@link #check},
 * {@link #accept}, {@link #decline} and {@link #consent} are the user's part, {@link #conditions} the device's. {@link #stopped} tells of a fault that ended it.
 */
public final class ImsClient implements AutoCloseable {
    /** Makes the SIP side of a client. */
    interface SignallingFactory {
        Signalling make(InstanceId instance, Clock clock) throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ImsClient.class);
    private static final int MAILBOX_LIMIT_EVENTS = 4096;
    private static final int EVENT_LOOPS = 1;
    private static final int WORKERS = 4;
    /** While something waits to be resumed. */
    private static final Duration STOPS_ASKED_EVERY = Duration.ofSeconds(3);

    private static final Duration KEYS_ASKED_EVERY = Duration.ofHours(1);

    private final ClientConfig config;
    private final SignallingFactory signallingFactory;
    private final Clock clock = Clock.systemUTC();
    private final Clock steady = SteadyClock.start();
    private final SecureRandom random = new SecureRandom();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // The last one first.
    private final List<Consumer<ClientProgress>> watchers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private ClientMemory memory;
    private StopBook stops;
    private StopPoll stopPoll;
    private Signalling signalling;
    private MemberTokens tokens;
    private Links links;
    private HttpServer server;
    private HttpFetcher fetcher;
    private DataPlaneTls tls;
    private PeerIdentity peerIdentity;
    private Swarms swarms;
    private ClientStatus status;
    private CoreLoop<UpgradeEvent, UpgradeEffect> upgrade;
    private SharingShell sharing;
    private Ticker ticker;

    /** Nothing is opened yet. */
    public ImsClient(ClientConfig config) {
        this(config, (instance, clock) -> SipSide.of(config, instance, clock));
    }

    ImsClient(ClientConfig config, SignallingFactory signallingFactory) {
        this.config = config;
        this.signallingFactory = signallingFactory;
    }

    /**
     * Opens everything and goes on where the last run stopped. What was opened is closed again when this throws.
     *
     * @throws dev.patchwave.config.ConfigProblem when a publisher's key, the shipped root, a certificate or the password's file cannot be read
     * @throws IOException when a directory, a file or a port cannot be used
     */
    public void start() throws IOException {
        try {
            open();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where peers are served and the status is told. */
    public InetSocketAddress httpAddress() {
        return server.address();
    }

    public ClientProgress progress() {
        return ticker.progress();
    }

    /** Tells {@code watcher} about twice a second, on one thread of ours; it must return soon. */
    public void watch(Consumer<ClientProgress> watcher) {
        watchers.add(watcher);
    }

    /** Asks the service for the newest release, as the user wishes. */
    public void check() {
        signalling.check();
    }

    /** Takes the release that is offered; false when none is. */
    public boolean accept() {
        return offered().map(UpgradeEvent.Accepted::new).filter(upgrade::offer).isPresent();
    }

    /** Refuses the release that is offered; false when none is. */
    public boolean decline() {
        return offered().map(UpgradeEvent.Declined::new).filter(upgrade::offer).isPresent();
    }

    /**
     * How the device is placed, from now on and until told otherwise: of an embedding program that knows better than the
     * configuration and the system's battery. A change that forbids uploads holds for the next request of a peer.
     */
    public void conditions(Conditions now) {
        sharing.conditions(now);
    }

    /**
     * The user gave or withdrew consent to uploads. It holds until the client ends; the program that asked the user keeps the
     * answer and tells it again, or configures it.
     */
    public void consent(boolean given) {
        sharing.consent(given);
    }

    /** Completed when the client was closed; exceptionally when a fault of ours or a refusal by the network ended
     * it, which the exception's message tells in one line; then it must be closed. */
    public CompletableFuture<Void> stopped() {
        return stopped.copy();
    }

    /** Leaves swarms and service in order, as far as they answer soon, and closes everything. */
    @Override
    public synchronized void close() {
        while (!opened.isEmpty()) {
            var next = opened.pop();
            try {
                next.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("closing goes on after a failure");
            }
        }
        stopped.complete(null);
    }

    private void open() throws IOException {
        var belief = config.belief(clock);
        tls = DataPlaneTls.of(config.http().connecting());
        peerIdentity = config.http().servesByTls() ? PeerIdentity.make(random, clock.instant()) : PeerIdentity.NONE;
        config.sip().credentials(config.dataPath()); // What cannot be read is refused before anything is opened.
        Files.createDirectories(config.dataPath());
        var store = opened(ReleaseStore.open(config.dataPath().resolve("releases"), StoreLimits.of(config.store())));
        var trust = opened(belief.open());
        var stateFile = new ClientStateFile(config.dataPath().resolve("client.json"));
        memory = ClientMemory.open(stateFile, ClientState.initial(config.initialVersion()));
        var installer = Installer.open(
                config.installPath(), config.install().check(), config.install().keepVersions());
        stops = StopBook.open(config.dataPath(), trust);
        stopPoll = opened(new StopPoll(stops));
        var executor = opened(new DiskThread());
        var installed = new InstalledPatch(installer.currentPatch(), executor);
        executor.execute(installed::look);

        openDataPlane(store, executor, installed);
        signalling = signallingFactory.make(memory.get().instance(), clock);
        var upgrading = new Upgrading(
                memory,
                new ManifestFetch(
                        store,
                        trust,
                        new MetadataLadder(fetcher, swarms, config.sourceUri()),
                        fetcher,
                        config.sourceUri(),
                        () -> memory.get().upgrade().installedVersion(),
                        executor),
                store,
                swarms,
                new StopGate(stops, swarms, origin -> stopPoll.look(fetcher, origin)),
                this::newSwarming,
                config.sourceUri(),
                installer,
                installed,
                signalling,
                executor,
                tokens,
                event -> tell(upgrade, event));
        upgrade = new CoreLoop<>(
                "upgrade",
                new Upgrade(
                        config.product(),
                        config.upgradePolicy(),
                        memory.get().upgrade(),
                        new Random(random.nextLong())),
                upgrading::perform,
                clock,
                MAILBOX_LIMIT_EVENTS,
                this::crashed);
        run(upgrading);
        status.scrubbedBy(Scrubber.start(store, config.store().scrub(), swarms::rotten, steady, new Random())
                .map(this::opened));
    }

    private void openDataPlane(ReleaseStore store, Executor executor, InstalledPatch installed) throws IOException {
        var threads = opened(
                HttpThreads.start("client", EVENT_LOOPS, WORKERS, config.http().dscp()));
        links = opened(new Links(config, threads, memory.get().member(), tls));
        fetcher = links.fetcher();
        tokens = opened(MemberTokens.open(
                config.tokens(),
                config.dataPath(),
                config.sip().service(),
                this::askToken,
                Optional.empty(),
                KEYS_ASKED_EVERY,
                clock,
                steady));
        fetcher.show(tokens.credentials());
        var slots = new ServingSlots(config.servingLimits());
        links.fit(slots);
        sharing = new SharingShell(config, memory, slots, clock, this::crashed);
        swarms = new Swarms(
                executor,
                event -> tell(upgrade, event),
                stopPoll::bring,
                this::crashed,
                steady,
                config.limits().stallPatience().duration());
        status = new ClientStatus(
                config.sip().identity(), config.product(), memory, store, swarms, sharing.peers(), installed, clock);
        ticker = new Ticker(status, swarms, sharing, watchers, this::crashed);
        server = opened(serve(store, threads, links.uplink()));
        links.giveWay(server);
    }

    /** What the service says. */
    private final class Ears implements Signalling.Inbox {
        @Override
        public void told(UpgradeOrder order) {
            tell(upgrade, new UpgradeEvent.Told(order));
        }

        @Override
        public void stop(String order) {
            stopPoll.bring(List.of(order));
        }

        @Override
        public void refused(String reason) {
            stopped.completeExceptionally(new IOException(reason));
        }
    }

    /** From here on things happen by themselves. */
    private void run(Upgrading upgrading) throws IOException {
        opened(sharing).start();
        opened(upgrade).start();
        opened.push(swarms);
        opened.push(signalling);
        upgrading.seedAgain();
        tokens.start(fetcher, upgrading::whoKnowsKeys);
        stopPoll.start(fetcher, upgrading::whoKnowsOfStops, STOPS_ASKED_EVERY);
        signalling.start(memory.get().upgrade().installedVersion(), new Ears());
        tell(upgrade, new UpgradeEvent.Started());
        opened(ticker).start();
        LOG.atInfo()
                .addKeyValue("holder", memory.get().member())
                .addKeyValue("version", memory.get().upgrade().installedVersion())
                .addKeyValue("http", server.address())
                .log("client runs");
    }

    private HttpServer serve(ReleaseStore store, HttpThreads threads, Uplink uplink) throws IOException {
        var router = new Router();
        var peers = sharing.peers();
        new SegmentServer(store, StopDesk.guard(stops, peers), peers).serve(router);
        new ClientRoutes(status::status, this).addTo(router);
        tokens.guardClient(router);
        if (config.trust() != null) {
            MetadataDesk.ofMirror(config.trustPath()).addTo(router, new MetadataDoor(peers)::guard);
        }
        return HttpServer.start(
                config.http().listen().address(), threads, HttpLimits.DEFAULT, router, uplink, peerIdentity.tls());
    }

    private CompletableFuture<Optional<String>> askToken(ReleaseId release) {
        return signalling.askToken(new Signal.TokenAsk(memory.get().instance(), release, false));
    }

    private Swarming newSwarming(SegmentStore held, URI origin) {
        var identity = memory.get();
        var member = new Member(
                identity.member(),
                Optional.of(identity.instance()),
                links::uplinkBitsPerSecond,
                this::servingAddress,
                List::of,
                undelivered -> {},
                status::transfers);
        return new Swarming(
                member,
                identity.instance(),
                held,
                origin,
                config.sourceUri(),
                fetcher,
                config.downloadLimits(),
                swarms,
                steady,
                new Random(random.nextLong()));
    }

    private Optional<ServingAddress> servingAddress() {
        return sharing.peers().isAllowed() ? Optional.of(peerIdentity.at(server.address())) : Optional.empty();
    }

    private Optional<ReleaseId> offered() {
        return memory.get()
                .upgrade()
                .pending()
                .filter(pending -> pending.stage() == PendingUpgrade.Stage.ASKED)
                .map(pending -> pending.order().release());
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private <E> void tell(CoreLoop<E, ?> loop, E event) {
        if (!loop.offer(event)) {
            LOG.atWarn().addKeyValue("event", event).log("event dropped: the client is closing, or far behind");
        }
    }

    private void crashed(Throwable fault) {
        stopped.completeExceptionally(fault);
    }
}
