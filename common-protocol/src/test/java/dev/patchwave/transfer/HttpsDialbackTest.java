package dev.patchwave.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.config.HttpTls;
import dev.patchwave.http.DataPlaneTls;
import dev.patchwave.http.HttpFetcher;
import dev.patchwave.http.HttpLimits;
import dev.patchwave.http.HttpServer;
import dev.patchwave.http.HttpThreads;
import dev.patchwave.http.Router;
import dev.patchwave.http.Uplink;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.Place;
import dev.patchwave.tls.TestCertificates;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a network that speaks TLS who shows no certificate that others would believe is no holder for them. */
class HttpsDialbackTest {
    @TempDir
    private Path keys;

    @Test
    void whoeverShowsWhatIsTrustedIsReachable() throws Exception {
        var certificates = certificates("ip:127.0.0.1");

        assertEquals(true, dialled(certificates));
    }

    @Test
    void whoShowsACertificateForElsewhereIsNot() throws Exception {
        var certificates = certificates("ip:192.0.2.1");

        assertEquals(false, dialled(certificates));
    }

    private TestCertificates certificates(String alternatives) throws Exception {
        var certificates = new TestCertificates(keys, "authority");
        certificates.certify("member", "authority", alternatives);
        return certificates;
    }

    private static boolean dialled(TestCertificates certificates) throws Exception {
        var serving = DataPlaneTls.of(
                new HttpTls(certificates.certificate("member"), certificates.key("member"), List.of(), "none", null));
        var trusting =
                DataPlaneTls.of(new HttpTls(null, null, List.of(certificates.certificate("authority")), null, null));
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var uplink = Uplink.unlimited();
        try (var threads = HttpThreads.start("dial", 1, 2);
                var server = HttpServer.start(loopback, threads, HttpLimits.DEFAULT, new Router(), uplink, serving);
                var fetcher = new HttpFetcher(threads, HttpDialback.LIMITS, Optional.empty(), trusting)) {
            var answer = new CompletableFuture<Boolean>();
            var base = URI.create("https://127.0.0.1:" + server.address().getPort());
            new HttpDialback(fetcher).probe(new HolderId("p-1"), Place.at(base), answer::complete);
            return answer.get(10, TimeUnit.SECONDS);
        }
    }
}
