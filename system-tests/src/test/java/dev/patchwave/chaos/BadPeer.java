package dev.patchwave.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.SwarmCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * A program of its own that joins a domain's swarm, claims to own a whole release, and then misbehaves. Says {@code joined} once, and
 * {@code asked N} for each segment that it is asked for.
 *
 * <p>Arguments: manner, base of the cache, release, number of segments, length of the patch in bytes.
 */
final class BadPeer {
    /** What it does when it is asked for a segment. */
    enum Manner {
        /** Serves wrong bytes of the right length. */
        SERVES_RUBBISH,
        /** Takes the request and never answers. */
        STAYS_SILENT
    }

    static final HolderId NAME = new HolderId("p-bad");
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final long REPORT_NANOS = 50_000_000;
    private static final long WIDE_UPLINK = 1_000_000_000L;

    private final Manner manner;
    private final int segments;
    private final int lengthBytes;

    private BadPeer(Manner manner, int segments, int lengthBytes) {
        this.manner = manner;
        this.segments = segments;
        this.lengthBytes = lengthBytes;
    }

    public static void main(String[] arguments) throws Exception {
        int segments = Integer.parseInt(arguments[3]);
        var peer = new BadPeer(Manner.valueOf(arguments[0]), segments, Integer.parseInt(arguments[4]));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", peer::answer);
        server.createContext("/healthz", BadPeer::answerWell);
        server.start();
        join(
                URI.create(arguments[1]),
                ReleaseId.parse(arguments[2]),
                segments,
                server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        int segment = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
        System.out.println("asked " + segment);
        switch (manner) {
            case SERVES_RUBBISH -> {
                var rubbish = new byte[segment == segments - 1 ? lengthBytes % SEGMENT_BYTES : SEGMENT_BYTES];
                exchange.sendResponseHeaders(200, rubbish.length);
                exchange.getResponseBody().write(rubbish);
                exchange.close();
            }
            case STAYS_SILENT -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /** The cache dials back to it before it sends anybody there: in that it behaves. */
    private static void answerWell(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** Reports as a seeder again and again, also before the cache knows the release. */
    private static void join(URI cache, ReleaseId release, int segments, int port)
            throws IOException, InterruptedException {
        var report = MemberReport.of(MemberReport.Request.CONNECT, NAME, release, Bitfield.full(segments))
                .with(MemberReport.Action.JOIN)
                .servingAt(new ServingAddress("127.0.0.1", port), OptionalLong.of(WIDE_UPLINK));
        var request = HttpRequest.newBuilder(cache.resolve("/v1/releases/" + release + "/swarm"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(SwarmCodec.write(report)))
                .build();
        boolean joined = false;
        try (var http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            while (true) {
                int status = http.send(request, BodyHandlers.discarding()).statusCode();
                if (status == 200 && !joined) {
                    joined = true;
                    System.out.println("joined");
                }
                LockSupport.parkNanos(REPORT_NANOS);
            }
        }
    }
}
