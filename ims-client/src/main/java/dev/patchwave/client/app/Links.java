package dev.patchwave.client.app;

import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.Downlink;
import dev.patchwave.http.FetcherLimits;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Uplink;
import dev.patchwave.http.Yielding;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.transfer.UplinkWatch;
import java.util.Optional;
import java.util.OptionalLong;

/** What this client sends and receives by, and how far both give way to its user. Closed after the server and before the threads. */
final class Links implements AutoCloseable {
    private final ClientConfig config;
    private final Uplink uplink;
    private final Downlink downlink;
    private final HttpFetcher fetcher;
    private final HttpFetcher asking;
    private Optional<Yielding> yielding = Optional.empty();
    private Optional<UplinkWatch> watch = Optional.empty();

    Links(ClientConfig config, HttpThreads threads, HolderId self, DataPlaneTls tls) {
        this.config = config;
        this.uplink = Uplink.ofBitsPerSecond(config.uplink().bitsPerSecond());
        this.downlink = Downlink.ofBitsPerSecond(config.downlink().bitsPerSecond());
        this.fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(self), tls, Optional.of(downlink));
        this.asking =
                new HttpFetcher(threads, FetcherLimits.DEFAULT.withMaxConnectionsPerHolder(1), Optional.of(self), tls);
    }

    Uplink uplink() {
        return uplink;
    }

    HttpFetcher fetcher() {
        return fetcher;
    }

    /** From now on gives way to others, unless the configuration says not to. */
    void giveWay(HttpServer server) {
        var background = config.background();
        if (background.yields()) {
            yielding = Optional.of(Yielding.start(
                    server,
                    fetcher,
                    asking,
                    uplink,
                    background.policy(config.uplink()),
                    downlink,
                    Optional.of(background.policy(config.downlink())).filter(policy -> background.downloads())));
        }
    }

    /** Fits {@code slots} to the uplink as it turns out to be, where nobody says what it carries. */
    void fit(ServingSlots slots) {
        if (config.uplink().isUnlimited()) {
            watch = Optional.of(UplinkWatch.start(uplink, slots, config.limits().peerSlots()));
        }
    }

    /** As configured, or else as measured; empty while neither is known. */
    OptionalLong uplinkBitsPerSecond() {
        return config.uplink().isUnlimited()
                ? watch.map(UplinkWatch::bitsPerSecond).orElse(OptionalLong.empty())
                : OptionalLong.of(config.uplink().bitsPerSecond());
    }

    @Override
    public void close() {
        watch.ifPresent(UplinkWatch::close);
        yielding.ifPresent(Yielding::close);
        asking.close();
        fetcher.close();
    }
}
