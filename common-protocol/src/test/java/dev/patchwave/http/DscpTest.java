package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.patchwave.swarm.HolderId;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DscpTest {
    @ParameterizedTest
    @CsvSource({"LE, 127.0.0.1, true, 4", "LE, ::1, true, 4", "LE, 127.0.0.1, false, 4", "DEFAULT, 127.0.0.1, true, 0"})
    void bothEndsOfADataConnectionAreMarked(Dscp mark, String host, boolean epoll, int trafficClass) throws Exception {
        var loopback = InetAddress.getByName(host);
        var router = new Router().get("/hello", request -> Route.done(Response.text(200, "hello")));
        var uplink = Uplink.unlimited();
        try (var threads = HttpThreads.start("marked", 1, 1, mark, epoll);
                var server = HttpServer.start(
                        new InetSocketAddress(loopback, 0), threads, HttpLimits.DEFAULT, router, uplink);
                var fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(new HolderId("p-me")))) {
            var uri = new URI("http", null, host, server.address().getPort(), "/hello", null, null);

            fetcher.get(uri, 100).get(5, TimeUnit.SECONDS);

            assertEquals(trafficClass, markOf(server.channels()));
            assertEquals(trafficClass, markOf(fetcher.channels()));
        }
    }

    @Test
    void theWordsOfTheConfigurationAreRead() {
        assertEquals(Dscp.LE, Dscp.parse("le"));
        assertEquals(Dscp.DEFAULT, Dscp.parse("default"));
        assertThrows(IllegalArgumentException.class, () -> Dscp.parse("LE"));
    }

    /** What the system says of the one connection, which the option is read back from. */
    private static int markOf(Iterable<Channel> channels) {
        await().until(() -> channels.iterator().hasNext());
        return channels.iterator().next().config().getOption(ChannelOption.IP_TOS);
    }
}
