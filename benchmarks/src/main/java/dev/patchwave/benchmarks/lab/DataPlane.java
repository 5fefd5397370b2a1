package dev.patchwave.benchmarks.lab;

import dev.patchwave.benchmarks.Patience;
import dev.patchwave.config.HttpDoor;
import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.Downlink;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpReply;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.PushInbox;
import dev.patchwave.http.Router;
import dev.patchwave.http.SegmentServer;
import dev.patchwave.http.Uplink;
import dev.patchwave.http.YieldPolicy;
import dev.patchwave.http.Yielding;
import dev.patchwave.release.Manifest;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.transfer.Dialback;
import dev.patchwave.transfer.HttpDialback;
import dev.patchwave.transfer.Member;
import dev.patchwave.transfer.Reachability;
import dev.patchwave.transfer.ReachabilityLimits;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.transfer.UplinkWatch;
import dev.patchwave.trust.ManifestCodec;
import dev.patchwave.trust.ManifestVerifier;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import dev.patchwave.trust.TrustProblem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Store, server and fetcher of one host, put together as the programs do it. */
final class DataPlane implements AutoCloseable {
    private static final long UNKNOWN_UPLINK_BITS_PER_SECOND = 10_000_000_000L;
    private static final int WORKERS = 2;
    private static final Duration RETRY = Duration.ofMillis(20);

    final LabHost host;
    final ReleaseStore store;
    final HttpFetcher fetcher;
    final Uplink uplink;
    final Router router = new Router();
    private final HttpThreads threads;
    private final Downlink downlink = Downlink.ofBitsPerSecond(Long.MAX_VALUE);
    private HttpServer server;
    private final ServingSlots serving;
    private final Optional<UplinkWatch> watch;

    DataPlane(LabHost host) throws IOException {
        this.host = host;
        this.store = ReleaseStore.open(host.directory().resolve("releases"));
        this.threads = HttpThreads.start(host.name(), 1, WORKERS);
        this.uplink = host.uplinkBitsPerSecond().map(Uplink::ofBitsPerSecond).orElseGet(Uplink::unlimited);
        this.serving =
                new ServingSlots(ServingSlots.Limits.of(uplinkBitsPerSecond(), Manifest.DEFAULT_SEGMENT_SIZE_BYTES));
        this.watch = host.uplinkBitsPerSecond().isPresent()
                ? Optional.empty()
                : Optional.of(UplinkWatch.start(uplink, serving, null));
        this.fetcher = new HttpFetcher(
                threads, FetcherLimits.DEFAULT, Optional.of(id()), DataPlaneTls.off(), Optional.of(downlink));
        watch.ifPresent(seen -> seen.counting(fetcher::pushesUnderWay));
    }

    HolderId id() {
        return new HolderId(host.name());
    }

    long uplinkBitsPerSecond() {
        return host.uplinkBitsPerSecond().orElse(UNKNOWN_UPLINK_BITS_PER_SECOND);
    }

    /** That an origin here plans for. */
    int slots() {
        return watch.map(UplinkWatch::planned).orElseGet(() -> ServingSlots.slotsFor(uplinkBitsPerSecond()));
    }

    /** Tells {@code planned} what an uplink that nobody configured turns out to feed. */
    void onPlanned(IntConsumer planned) {
        watch.ifPresent(seen -> seen.onPlanned(planned));
    }

    SegmentServer segments(SlotAdmission.Swarms swarms) {
        return new SegmentServer(store, new SlotAdmission(serving, swarms), served -> {}).serve(router);
    }

    void listen() throws IOException {
        server = HttpServer.start(
                new InetSocketAddress(host.address(), host.port()),
                threads,
                HttpLimits.DEFAULT.withDoor(HttpDoor.OPEN),
                router,
                uplink);
    }

    void listen(PushInbox inbox, SegmentServer segments) throws IOException {
        segments.accept(router, inbox, HttpLimits.DEFAULT.withDoor(HttpDoor.OPEN));
        listen();
    }

    /** A client gives way to its user, when the lab wants manners. */
    void giveWay() {
        if (LabHost.manners()) {
            var asking =
                    new HttpFetcher(threads, FetcherLimits.DEFAULT.withMaxConnectionsPerHolder(1), Optional.of(id()));
            var upload = YieldPolicy.under(host.uplinkBitsPerSecond().orElse(Long.MAX_VALUE), YieldPolicy.USUAL_TARGET);
            var download = YieldPolicy.under(Long.MAX_VALUE, YieldPolicy.USUAL_TARGET);
            Yielding.start(
                    server,
                    fetcher,
                    asking,
                    uplink,
                    upload,
                    downlink,
                    Optional.of(download).filter(policy -> LabHost.downloadsYield()));
        }
    }

    /** Which members others can be sent to. */
    Dialback dialback() {
        if (!LabHost.manners()) {
            return Dialback.trusting();
        }
        var dialling = new HttpFetcher(threads, HttpDialback.LIMITS, Optional.of(id()));
        return new Reachability(new HttpDialback(dialling), ReachabilityLimits.DEFAULT, Clock.systemUTC());
    }

    Member member() {
        return new Member(
                id(),
                Optional.empty(),
                () -> host.uplinkBitsPerSecond()
                        .map(OptionalLong::of)
                        .or(() -> watch.map(UplinkWatch::bitsPerSecond))
                        .orElseGet(OptionalLong::empty),
                () -> Optional.of(new ServingAddress(host.address(), host.port())),
                List::of,
                undelivered -> {},
                () -> MemberReport.Stat.NONE);
    }

    /** Asks until the holder has it, as one does that was told a moment too early. */
    SignedManifest manifest(URI holder) throws TrustProblem, IOException {
        var verifier = new ManifestVerifier(List.of(
                PublisherKey.readPublic(PublisherKey.publicFile(host.run().resolve("publisher.pem")))));
        while (true) {
            var reply = fetcher.get(HttpFetcher.manifestUri(holder, LabHost.RELEASE), ManifestCodec.MAX_ENVELOPE_BYTES)
                    .join();
            if (reply instanceof HttpReply.Answered answered && answered.isSuccess()) {
                return verifier.verify(answered.body());
            }
            Patience.pause(RETRY);
        }
    }

    @Override
    public void close() throws IOException {
        watch.ifPresent(UplinkWatch::close);
        server.close();
        fetcher.close();
        threads.close();
        store.close();
    }

    static Consumer<Throwable> endingTheProgram() {
        return why -> {
            why.printStackTrace();
            Runtime.getRuntime().halt(1);
        };
    }
}
