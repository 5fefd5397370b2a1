package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.HttpTls;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.tls.TestCertificates;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DataPlaneTlsTest extends TlsScene {
    private static final int MANIFEST_LIMIT_BYTES = 1 << 20;

    private static TestCertificates certificates;

    @BeforeAll
    static void makeKeys() throws Exception {
        certificates = new TestCertificates(keys, "authority");
        certificates.certify("cache", "authority", "ip:127.0.0.1");
        certificates.certify("elsewhere", "authority", "dns:cache.op.example,ip:192.0.2.1");
        certificates.certify("member", "authority", "dns:member");
        certificates.certify("old", "authority", "ip:127.0.0.1", "-startdate", "-10d", "-validity", "5");
        new TestCertificates(keys, "stranger");
    }

    @Test
    void boringSslIsThere() {
        assertTrue(OpenSsl.isAvailable(), () -> String.valueOf(OpenSsl.unavailabilityCause()));
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aPatchIsFetchedByHttps(SslProvider provider) throws Exception {
        try (var fixture = serving("cache", "none", provider);
                var fetcher = fetcher(DataPlaneTls.of(trusting("authority"), provider))) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var fetches = new ArrayList<Fetch>();

            for (int n : PATCH.all()) {
                fetches.add(fetch(fetcher, fixture.uri(), n));
            }

            for (int n : PATCH.all()) {
                assertEquals(new FetchOutcome.Stored(PATCH.segment(n).length, false), outcome(fetches.get(n)));
            }
            assertEquals("https", fixture.uri().getScheme());
            assertArrayEquals(PATCH.bytes(), Files.readAllBytes(held.contentPath()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aSegmentIsPushedByHttps(SslProvider provider) throws Exception {
        var taken = Patch.of(8);
        var uplink = Uplink.unlimited();
        try (var fixture = new ServerFixture(
                        directory.resolve("theirs"),
                        HttpLimits.DEFAULT,
                        Uplink.unlimited(),
                        Admission.open(),
                        DataPlaneTls.of(showing("cache", "none"), provider),
                        routes -> routes.segments().accept(routes.router(), new KnowsOne(taken), routes.limits()));
                var fetcher = fetcher(DataPlaneTls.of(trusting("authority"), provider))) {
            var theirs = taken.storeIn(fixture.store);
            var source = PATCH.storeIn(store, 3);

            var pushed = fetcher.pushSegment(holder(fixture.uri()), source, 3, uplink)
                    .outcome()
                    .get(10, TimeUnit.SECONDS);

            assertInstanceOf(PushOutcome.Stored.class, pushed);
            assertTrue(theirs.owned().contains(3));
        }
    }

    @ParameterizedTest
    @CsvSource({"stranger, cache", "authority, elsewhere"})
    void whoShowsTheWrongCertificateIsNotReachedAndNotBlamed(String trusted, String shown) throws Exception {
        for (var provider : List.of(SslProvider.OPENSSL, SslProvider.JDK)) {
            try (var fixture = serving(shown, "none", provider);
                    var fetcher = fetcher(DataPlaneTls.of(trusting(trusted), provider))) {
                PATCH.storeIn(fixture.store, PATCH.all());

                assertInstanceOf(FetchOutcome.Unreachable.class, outcome(fetch(fetcher, fixture.uri(), 0)));
                await().until(() -> fixture.server.connections() == 0);
            }
        }
    }

    @Test
    void aHostIsNotVerifiedWhereThatIsSwitchedOff() throws Exception {
        var careless = new HttpTls(null, null, List.of(certificates.certificate("authority")), null, false);
        try (var fixture = serving("elsewhere", "none", SslProvider.OPENSSL);
                var fetcher = fetcher(DataPlaneTls.of(careless))) {
            PATCH.storeIn(fixture.store, PATCH.all());

            assertInstanceOf(FetchOutcome.Stored.class, outcome(fetch(fetcher, fixture.uri(), 0)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void aCertificateOfTheClientIsDemanded(SslProvider provider) throws Exception {
        try (var fixture = serving("cache", "need", provider);
                var nobody = fetcher(DataPlaneTls.of(trusting("authority"), provider));
                var member = fetcher(DataPlaneTls.of(showing("member", "none"), provider))) {
            PATCH.storeIn(fixture.store, PATCH.all());

            assertInstanceOf(FetchOutcome.Unreachable.class, outcome(fetch(nobody, fixture.uri(), 0)));
            assertInstanceOf(FetchOutcome.Stored.class, outcome(fetch(member, fixture.uri(), 0)));
        }
    }

    @Test
    void aWantedCertificateMayBeMissing() throws Exception {
        try (var fixture = serving("cache", "want", SslProvider.OPENSSL);
                var nobody = fetcher(DataPlaneTls.of(trusting("authority")))) {
            PATCH.storeIn(fixture.store, PATCH.all());

            assertInstanceOf(FetchOutcome.Stored.class, outcome(fetch(nobody, fixture.uri(), 0)));
        }
    }

    @Test
    void plainHttpToATlsPortEndsAndDisturbsNobody() throws Exception {
        try (var fixture = serving("cache", "none", SslProvider.OPENSSL);
                var plain = fixture.client();
                var fetcher = fetcher(DataPlaneTls.of(trusting("authority")))) {
            PATCH.storeIn(fixture.store, PATCH.all());
            plain.send("GET / HTTP/1.1", "Host: here", "");

            while (!plain.isEnded()) {} // An alert may come first.

            assertInstanceOf(FetchOutcome.Stored.class, outcome(fetch(fetcher, fixture.uri(), 0)));
        }
    }

    @Test
    void whoNeverShakesHandsIsLetGo() throws Exception {
        var soon = HttpLimits.DEFAULT.withIdle(Duration.ofMillis(300));
        try (var fixture = new ServerFixture(
                        directory.resolve("theirs"),
                        soon,
                        Uplink.unlimited(),
                        Admission.open(),
                        DataPlaneTls.of(showing("cache", "none")),
                        routes -> {});
                var silent = fixture.client()) {
            assertTrue(silent.isEnded());
        }
    }

    @Test
    void javasOwnAuthoritiesDoNotKnowOurs() throws Exception {
        try (var fixture = serving("cache", "none", SslProvider.OPENSSL);
                var fetcher = fetcher(DataPlaneTls.off())) {
            PATCH.storeIn(fixture.store, PATCH.all());

            assertInstanceOf(FetchOutcome.Unreachable.class, outcome(fetch(fetcher, fixture.uri(), 0)));
        }
    }

    @Test
    void theMetalinkLeadsToHttps() throws Exception {
        try (var fixture = serving("cache", "none", SslProvider.OPENSSL);
                var fetcher = fetcher(DataPlaneTls.of(trusting("authority")))) {
            PATCH.storeIn(fixture.store, PATCH.all());

            var reply = fetcher.get(
                            fixture.uri().resolve("/v1/releases/" + Patch.RELEASE + ".meta4"), MANIFEST_LIMIT_BYTES)
                    .get(10, TimeUnit.SECONDS);

            var text = new String(((HttpReply.Answered) reply).body(), StandardCharsets.UTF_8);
            assertTrue(text.contains("<url>" + fixture.uri() + "/v1/releases/"), text);
        }
    }

    /** Sixteen readers that read nothing of 64 MiB each: what is in flight to a reader is a slice, plain and encrypted. */
    @Test
    void readersThatDoNotReadGrowNoMemory() throws Exception {
        var large = Patch.of(65, 1 << 20);
        try (var fixture = serving("cache", "none", SslProvider.OPENSSL)) {
            large.storeIn(fixture.store, large.all());
            var readers = new ArrayList<Socket>();
            long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();

            for (int n = 0; n < 16; n++) {
                readers.add(askForContent(fixture.server.address()));
            }

            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(4)).until(() -> {
                long grown = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before;
                return fixture.server.connections() == 16 && grown <= 48L << 20;
            });
            for (var reader : readers) {
                reader.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "old.pem | old.key | its certificate of CN=old expired at",
                "cache.pem | member.key | is not the key of the first certificate in",
                "nowhere.pem | cache.key | cannot be read: ",
                "cache.key | cache.key | holds no certificate in PEM",
                "cache.pem | cache.pem | holds no private key in PKCS#8",
            })
    void aFileThatIsNotWhatItShouldBeIsRefused(String certificate, String key, String problem) {
        var config = new HttpTls(
                keys.resolve(certificate).toString(), keys.resolve(key).toString(), List.of(), "none", null);

        var refused = assertThrows(ConfigProblem.class, () -> DataPlaneTls.of(config));

        assertTrue(refused.getMessage().startsWith(keys.toString()), refused.getMessage());
        assertTrue(refused.getMessage().contains(problem), refused.getMessage());
    }

    @Test
    void anAuthorityThatIsNotThereIsRefused() {
        var config = new HttpTls(null, null, List.of(keys.resolve("nowhere.pem").toString()), null, null);

        assertThrows(ConfigProblem.class, () -> DataPlaneTls.of(config));
    }

    private ServerFixture serving(String name, String clientAuthentication, SslProvider provider) throws IOException {
        return new ServerFixture(
                directory.resolve("theirs-" + System.nanoTime()),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                DataPlaneTls.of(showing(name, clientAuthentication), provider),
                routes -> {});
    }

    private static HttpTls showing(String name, String clientAuthentication) {
        return new HttpTls(
                certificates.certificate(name),
                certificates.key(name),
                List.of(certificates.certificate("authority")),
                clientAuthentication,
                true);
    }

    private static HttpTls trusting(String authority) {
        return new HttpTls(null, null, List.of(certificates.certificate(authority)), null, null);
    }

    private HttpFetcher fetcher(DataPlaneTls tls) {
        return new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(new HolderId("p-me")), tls);
    }

    private Fetch fetch(HttpFetcher fetcher, URI uri, int segment) {
        return fetcher.fetchSegment(holder(uri), held, segment, FetchListener.NONE);
    }

    private static Holder holder(URI uri) {
        return new Holder(new HolderId("c-1"), HolderKind.OWN_CACHE, uri);
    }

    private static FetchOutcome outcome(Fetch fetch) throws Exception {
        return fetch.outcome().get(20, TimeUnit.SECONDS);
    }

    private Socket askForContent(InetSocketAddress server) throws Exception {
        var trust = java.security.KeyStore.getInstance("PKCS12");
        trust.load(null, new char[0]);
        try (var in = new FileInputStream(certificates.certificate("authority"))) {
            trust.setCertificateEntry("a", (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trust);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket();
        socket.setReceiveBufferSize(16 << 10);
        socket.connect(server);
        socket.startHandshake();
        var request = "GET /v1/releases/" + Patch.RELEASE + "/content HTTP/1.1\r\nHost: here\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
