package dev.patchwave.http;

import dev.patchwave.store.ReleaseStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** A running server with a store of its own, on a free port of loopback. */
final class ServerFixture implements AutoCloseable {
    static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    final HttpThreads threads;
    final ReleaseStore store;
    final Uplink uplink;
    final DataPlaneTls tls;
    final HttpServer server;
    final List<ServedListener.Served> served = Collections.synchronizedList(new ArrayList<>());

    ServerFixture(
            Path directory, HttpLimits limits, Uplink uplink, Admission admission, Consumer<ServerFixture.Routes> more)
            throws IOException {
        this(directory, limits, uplink, admission, DataPlaneTls.off(), more);
    }

    ServerFixture(
            Path directory,
            HttpLimits limits,
            Uplink uplink,
            Admission admission,
            DataPlaneTls tls,
            Consumer<ServerFixture.Routes> more)
            throws IOException {
        this.tls = tls;
        this.threads = HttpThreads.start("server", 1, 2);
        this.store = ReleaseStore.open(directory);
        this.uplink = uplink;
        var router = new Router();
        var segments = new SegmentServer(store, admission, served::add).serve(router);
        more.accept(new Routes(router, segments, limits, store));
        this.server = HttpServer.start(ANY_PORT, threads, limits, router, uplink, tls);
    }

    record Routes(Router router, SegmentServer segments, HttpLimits limits, ReleaseStore store) {}

    static ServerFixture serving(Path directory) throws IOException {
        return new ServerFixture(directory, HttpLimits.DEFAULT, Uplink.unlimited(), Admission.open(), routes -> {});
    }

    RawClient client() throws IOException {
        return new RawClient(server.address());
    }

    URI uri() {
        return URI.create(tls.scheme() + "://127.0.0.1:" + server.address().getPort());
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.close();
        store.close();
    }
}
