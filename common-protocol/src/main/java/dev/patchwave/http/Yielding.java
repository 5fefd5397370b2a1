package dev.patchwave.http;

import dev.patchwave.swarm.CertificatePin;
import io.netty.channel.Channel;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a client's uploads and downloads out of the way of its user's own traffic: measures the delay of both directions and sets
 * their rates by {@link YieldingRate}.
 *
 * <p>Uploads are measured by the kernel, see {@link UploadDelays}; downloads by questions, see {@link DownloadDelays}, twice a
 * second, and five times while they are held. Nothing is measured, nor asked, while nothing moves. One thread of its own; closed by
 * the program, before server and fetchers.
 */
public final class Yielding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Yielding.class);
    private static final long TICK_MILLIS = 100;
    private static final int TICKS_WHILE_HELD = 2;
    private static final int TICKS_WHILE_OPEN = 5;
    private static final long MOVING_NANOS = 2_000_000_000L;

    /** One direction: its rate and the last that was done about it. */
    private static final class Direction {
        final String name;
        final YieldingRate rate;
        boolean held;

        Direction(String name, YieldPolicy policy, long nowNanos) {
            this.name = name;
            this.rate = new YieldingRate(policy, nowNanos);
        }

        void sampled(DelaySample sample, long movedBitsPerSecond, long nowNanos) {
            rate.sampled(sample, movedBitsPerSecond, nowNanos);
            if (held != rate.isHeld()) {
                held = rate.isHeld();
                LOG.atInfo()
                        .addKeyValue("direction", name)
                        .addKeyValue("queueingMillis", sample.queueingNanos() / 1_000_000)
                        .log("giving way to other traffic");
            }
        }
    }

    private final HttpServer server;
    private final HttpFetcher fetcher;
    private final HttpFetcher asking;
    private final Uplink uplink;
    private final Downlink downlink;
    private final UploadDelays uploadDelays = new UploadDelays();
    private final PathDelays uploadPaths = new PathDelays();
    private final DownloadDelays downloadDelays;
    private final Direction uploads;
    private final Optional<Direction> downloads;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("yielding").unstarted(task));
    /** Those of the last look, by their roots. */
    private final Map<URI, Optional<CertificatePin>> moving = new HashMap<>();

    private int ticks;

    private Yielding(
            HttpServer server,
            HttpFetcher fetcher,
            HttpFetcher asking,
            Uplink uplink,
            YieldPolicy uploadPolicy,
            Downlink downlink,
            Optional<YieldPolicy> downloadPolicy) {
        this.server = server;
        this.fetcher = fetcher;
        this.asking = asking;
        this.uplink = uplink;
        this.downlink = downlink;
        this.downloadDelays = new DownloadDelays(
                this::askHolder,
                new Acknowledgements(asking)::networkNanos,
                uploadPolicy.targetDelay().multipliedBy(3).dividedBy(2).toNanos(),
                System::nanoTime);
        long now = System.nanoTime();
        this.uploads = new Direction("up", uploadPolicy, now);
        this.downloads = downloadPolicy.map(policy -> new Direction("down", policy, now));
    }

    /**
     * Begins.
     *
     * @param server whose answers are the uploads
     * @param fetcher whose fetches are the downloads; made with {@code downlink}
     * @param asking for the questions; another one, without a downlink, so that they wait behind nothing
     * @param uplink of the server
     * @param downloads empty leaves them alone
     */
    public static Yielding start(
            HttpServer server,
            HttpFetcher fetcher,
            HttpFetcher asking,
            Uplink uplink,
            YieldPolicy uploads,
            Downlink downlink,
            Optional<YieldPolicy> downloads) {
        var yielding = new Yielding(server, fetcher, asking, uplink, uploads, downlink, downloads);
        var unused =
                yielding.thread.scheduleWithFixedDelay(yielding::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        return yielding;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void tick() {
        try {
            ticks++;
            holdUploads(System.nanoTime());
            downloads.ifPresent(down -> holdDownloads(down, System.nanoTime()));
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("yielding failed for a moment");
        }
    }

    private void holdUploads(long now) {
        uploadDelays.look(server.channels(), uploadPaths, now);
        uploadPaths.together(now).ifPresent(sample -> {
            uploads.sampled(sample, uplink.currentBitsPerSecond(), now);
            uplink.yieldTo(uploads.rate.bitsPerSecond());
        });
    }

    private void holdDownloads(Direction down, long now) {
        if (ticks % (down.held ? TICKS_WHILE_HELD : TICKS_WHILE_OPEN) == 0) {
            downloadDelays.ask(holders(now));
        }
        downloadDelays.together().ifPresent(sample -> {
            down.sampled(sample, downlink.currentBitsPerSecond(), now);
            downlink.yieldTo(down.rate.bitsPerSecond());
        });
    }

    /** By the same certificate as the fetches that are measured. */
    private CompletableFuture<HttpReply> askHolder(URI uri) {
        return asking.head(uri, moving.getOrDefault(uri.resolve("/"), Optional.empty()));
    }

    /** Of whom bytes came of late. */
    private List<URI> holders(long now) {
        var holders = new ArrayList<URI>();
        moving.clear();
        for (Channel channel : fetcher.channels()) {
            var gate = channel.pipeline().get(DownlinkGate.class);
            var connection = channel.pipeline().get(ClientConnection.class);
            if (gate != null && connection != null && now - gate.readNanos() < MOVING_NANOS) {
                var base = connection.target().base();
                holders.add(base);
                moving.put(base.resolve("/"), connection.target().pin());
            }
        }
        return holders;
    }
}
