package dev.patchwave.transfer;

import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

class HttpDialbackTest extends DialbackContract {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private HttpThreads threads;
    private HttpFetcher fetcher;
    private Uplink uplink;
    private HttpServer server;
    private ServerSocket mute; // The system takes connections for it; nobody reads.
    private int nobodysPort;

    @BeforeEach
    void start() throws IOException {
        threads = HttpThreads.start("dial", 1, 2);
        fetcher = new HttpFetcher(threads, HttpDialback.LIMITS, Optional.empty());
        uplink = Uplink.unlimited();
        server =
                HttpServer.start(new InetSocketAddress(LOOPBACK, 0), threads, HttpLimits.DEFAULT, new Router(), uplink);
        mute = new ServerSocket(0, 1, LOOPBACK);
        try (var closed = new ServerSocket(0, 1, LOOPBACK)) {
            nobodysPort = closed.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws IOException {
        mute.close();
        fetcher.close();
        server.close();
        threads.close();
    }

    @Override
    Dialback dialback() {
        return new HttpDialback(fetcher);
    }

    @Override
    URI served() {
        return at(server.address().getPort());
    }

    @Override
    URI refused() {
        return at(nobodysPort);
    }

    @Override
    URI silent() {
        return at(mute.getLocalPort());
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }
}
