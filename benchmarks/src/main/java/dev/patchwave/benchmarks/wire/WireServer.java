package dev.patchwave.benchmarks.wire;

import dev.patchwave.config.HttpDoor;
import dev.patchwave.config.HttpTls;
import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Router;
import dev.patchwave.http.SegmentServer;
import dev.patchwave.http.Uplink;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.transfer.SlotAdmission;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The data plane of a cache, wired as the cache program wires it, with one release and an unlimited uplink. Serves until it is killed. */
public final class WireServer {
    /** What it calls the release that it serves. */
    public static final ReleaseId RELEASE = ReleaseId.parse("wire@1");

    private static final int WORKERS = 4;
    private static final long UNLIMITED_AS_BITS_PER_SECOND = 10_000_000_000L;

    private WireServer() {}

    /**
     * Prints the port, then serves.
     *
     * @param words the address to serve at, the patch, a directory for the store; certificate and key where it is to serve by TLS
     */
    public static void main(String[] words) throws Exception {
        var patch = Path.of(words[1]);
        var cutter = new PatchCutter(RELEASE, 1, Manifest.DEFAULT_SEGMENT_SIZE_BYTES, Instant.EPOCH);
        var signed = new ManifestSigner(PublisherKey.generate()).sign(cutter.cut(patch, bytes -> {}));
        var store = ReleaseStore.open(Path.of(words[2]));
        store.create(signed).importContent(patch);
        var threads = HttpThreads.start("cache", Runtime.getRuntime().availableProcessors(), WORKERS);
        var slots = new ServingSlots(
                ServingSlots.Limits.of(UNLIMITED_AS_BITS_PER_SECOND, Manifest.DEFAULT_SEGMENT_SIZE_BYTES));
        var uploadedBytes = new LongAdder();
        var router = new Router();
        new SegmentServer(
                        store,
                        new SlotAdmission(slots, (release, segment, asker) -> List.of()),
                        served -> uploadedBytes.add(served.bytes()))
                .serve(router);
        var any = new InetSocketAddress(words[0], 0);
        var server = HttpServer.start(
                any, threads, HttpLimits.DEFAULT.withDoor(HttpDoor.OPEN), router, Uplink.unlimited(), tls(words));
        System.out.println(server.address().getPort());
        Thread.currentThread().join(); // The threads of the data plane are daemons.
    }

    private static DataPlaneTls tls(String[] words) throws IOException {
        return words.length == 3
                ? DataPlaneTls.off()
                : DataPlaneTls.of(new HttpTls(words[3], words[4], null, "none", null));
    }
}
