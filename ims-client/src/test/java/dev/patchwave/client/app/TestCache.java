package dev.patchwave.client.app;

import dev.patchwave.http.Admission;
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
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.stop.StopCodec;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.ResumeAnswer;
import dev.patchwave.swarm.ResumeAsk;
import dev.patchwave.swarm.ResumeCodec;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.TrackerLimits;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import dev.patchwave.trust.SignedManifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A domain's cache, and the source's resume call, of the real libraries in this process: holds one release, tracks its swarm. */
final class TestCache implements AutoCloseable {
    private static final HolderId NAME = new HolderId("cache-1");

    private final HolderId name;
    private final ReleaseStore store;
    private final SegmentStore held;
    private final HttpThreads threads;
    private final Uplink uplink;
    private final HttpServer server;
    private final CoreLoop<SwarmTracker.Event, SwarmTracker.Effect> tracker;
    private final Map<Long, CompletableFuture<Response>> waiting = new ConcurrentHashMap<>();
    private final AtomicLong tickets = new AtomicLong();
    private final List<MemberReport> reports = Collections.synchronizedList(new ArrayList<>());
    private final List<ResumeAsk> resumes = Collections.synchronizedList(new ArrayList<>());

    private volatile List<String> stops = List.of();
    private volatile List<String> stopsInPlans = List.of();
    private volatile Optional<Path> metadata = Optional.empty();

    private TestCache(
            HolderId name,
            Path directory,
            Path patch,
            ReleaseId release,
            long sequence,
            PublisherKey key,
            long uplinkBits,
            int slots)
            throws Exception {
        this.name = name;
        var manifest = new PatchCutter(release, sequence, Manifest.MIN_SEGMENT_SIZE_BYTES, Instant.EPOCH)
                .cut(patch, done -> {});
        store = ReleaseStore.open(directory);
        held = store.create(new ManifestSigner(key).sign(manifest));
        held.importContent(patch);
        threads = HttpThreads.start("test-cache", 1, 2);
        uplink = Uplink.ofBitsPerSecond(uplinkBits);
        var router = new Router();
        new SegmentServer(store, Admission.open(), served -> {}).serve(router);
        router.get("/v1/stops", request -> Route.done(Response.json(200, StopCodec.write(stops))));
        router.get("/v1/tuf/{file}", request -> Route.done(metadata(request.variable("file"))));
        router.post("/v1/releases/{id}/swarm", this::swarm).post("/v1/releases/{id}/resume", this::resume);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.start(address, threads, HttpLimits.DEFAULT, router, uplink);
        var core = new SwarmTracker(
                release,
                holder(),
                held.owned(),
                new OriginPolicy(slots, false, true),
                TrackerLimits.defaults(),
                new Random(1));
        tracker = new CoreLoop<>(
                "test-tracker", core, this::perform, Clock.systemUTC(), 1024, Throwable::printStackTrace);
        tracker.start();
    }

    /** Serves {@code patch} as {@code release}, sequence 2, in segments of 64 KiB. */
    static TestCache start(Path directory, Path patch, ReleaseId release, PublisherKey key, long uplinkBits, int slots)
            throws Exception {
        return startAs(NAME, directory, patch, release, key, uplinkBits, slots);
    }

    /** The same under another name. */
    static TestCache startAs(
            HolderId name, Path directory, Path patch, ReleaseId release, PublisherKey key, long uplinkBits, int slots)
            throws Exception {
        return startAs(name, directory, patch, release, 2, key, uplinkBits, slots);
    }

    /** The same with another sequence. */
    static TestCache startAs(
            HolderId name,
            Path directory,
            Path patch,
            ReleaseId release,
            long sequence,
            PublisherKey key,
            long uplinkBits,
            int slots)
            throws Exception {
        return new TestCache(name, directory, patch, release, sequence, key, uplinkBits, slots);
    }

    /** From now on the metadata in the public part of a repository, or of what looks like one, are served. */
    void serveMetadata(Path publicFiles) {
        metadata = Optional.of(publicFiles.resolve("metadata"));
    }

    SignedManifest signed() {
        return held.signed();
    }

    /** From now on these orders are told to whoever asks for orders. */
    void tellWhoAsks(String... orders) {
        stops = List.of(orders);
    }

    /** From now on these orders are told in the answers to reports. */
    void tellInPlans(String... orders) {
        stopsInPlans = List.of(orders);
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
    }

    URI manifestUri() {
        return base().resolve("/v1/releases/" + held.release() + "/manifest");
    }

    Manifest manifest() {
        return held.manifest();
    }

    Holder holder() {
        return new Holder(name, HolderKind.OWN_CACHE, base());
    }

    /** What members told, in order. */
    List<MemberReport> reports() {
        return List.copyOf(reports);
    }

    List<ResumeAsk> resumes() {
        return List.copyOf(resumes);
    }

    private Response metadata(String file) {
        try {
            var found = metadata.map(directory -> directory.resolve(file)).filter(Files::exists);
            return found.isPresent()
                    ? Response.json(200, Files.readAllBytes(found.get()))
                    : Problem.response(404, "no such metadata");
        } catch (IOException e) {
            return Problem.response(500, e.toString());
        }
    }

    private CompletionStage<Response> swarm(Request request) {
        if (!stopsInPlans.isEmpty()) {
            return Route.done(Response.json(200, SwarmCodec.write(SwarmPlan.stopped(held.release(), stopsInPlans))));
        }
        var report = SwarmCodec.readReport(
                request.body(), held.release(), held.manifest().segmentCount());
        reports.add(report);
        var servesAt = report.address()
                .map(address ->
                        new Place(address.seenFrom(request.remote().getAddress().getHostAddress()), address.pin()));
        long ticket = tickets.incrementAndGet();
        var answer = new CompletableFuture<Response>();
        waiting.put(ticket, answer);
        tracker.offer(new SwarmTracker.Event.MemberReported(ticket, report, servesAt));
        return answer;
    }

    private CompletionStage<Response> resume(Request request) {
        if (!request.variable("id").equals(held.release().toString())) {
            return Route.done(Problem.response(404, "unknown release"));
        }
        var ask = ResumeCodec.readAsk(request.body(), held.manifest().segmentCount());
        resumes.add(ask);
        var answer = new ResumeAnswer(ask.owned().complement(), List.of(holder()));
        return Route.done(Response.json(200, ResumeCodec.write(answer)));
    }

    private void perform(SwarmTracker.Effect effect) {
        if (effect instanceof SwarmTracker.Effect.Answer(long ticket, var member, var plan)) {
            Optional.ofNullable(waiting.remove(ticket))
                    .ifPresent(answer -> answer.complete(Response.json(200, SwarmCodec.write(plan))));
        }
    }

    @Override
    public void close() throws IOException {
        tracker.close();
        server.close();
        threads.close();
        store.close();
    }
}
