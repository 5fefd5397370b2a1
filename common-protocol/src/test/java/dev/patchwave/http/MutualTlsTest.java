package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.HttpTls;
import dev.patchwave.store.ReleaseStore;
import dev.patchwave.store.SegmentStore;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.tls.TestCertificates;
import dev.patchwave.tls.TlsIdentity;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A cache that is pushed to by its source alone, and fetched from by anybody. */
class MutualTlsTest extends TlsScene {
    private static final String URN = "urn:patchwave:source";

    private static TestCertificates network;
    private static TestCertificates strangers;

    private final KnowsOne inbox = new KnowsOne(PATCH);

    @BeforeAll
    static void makeKeys() throws Exception {
        network = new TestCertificates(keys, "authority");
        network.certify("cache-1", "authority", "ip:127.0.0.1,dns:cache-1");
        network.certify("cache-2", "authority", "ip:127.0.0.1,dns:cache-2");
        network.certify("source", "authority", "ip:127.0.0.1,dns:source,uri:" + URN);
        network.certify("old", "authority", "ip:127.0.0.1,dns:source", "-startdate", "-10d", "-validity", "5");
        strangers = new TestCertificates(keys, "stranger");
        strangers.certify("false-source", "stranger", "ip:127.0.0.1,dns:source");
    }

    @Override
    SegmentStore fill(ReleaseStore mine) throws Exception {
        return PATCH.storeIn(mine, PATCH.all());
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void theSourceMayPushByEveryConnectionThatItMakes(SslProvider provider) throws Exception {
        try (var cache = cache(provider, "source")) {
            var theirs = PATCH.storeIn(cache.store);
            for (int n : List.of(0, 1)) { // The second may take up the session of the first.
                assertInstanceOf(
                        PushOutcome.Stored.class, push(cache, DataPlaneTls.of(showing("source"), provider), n));
            }
            assertTrue(theirs.owned().contains(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {URN, "SOURCE"})
    void aNameMayBeAUriOrWrittenInCapitals(String name) throws Exception {
        try (var cache = cache(SslProvider.OPENSSL, name)) {
            PATCH.storeIn(cache.store);

            assertInstanceOf(PushOutcome.Stored.class, push(cache, DataPlaneTls.of(showing("source")), 0));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void whoShowsNothingMayFetchAndNotPush(SslProvider provider) throws Exception {
        try (var cache = cache(provider, "source")) {
            PATCH.storeIn(cache.store, 0);
            var nobody = DataPlaneTls.of(trusting(), provider);

            var refused = assertInstanceOf(PushOutcome.Refused.class, push(cache, nobody, 1));
            var fetched = client(Optional.empty()).send(get(cache, "/segments/0"), BodyHandlers.ofByteArray());

            assertEquals(403, refused.status());
            assertTrue(refused.detail().contains("none was shown"), refused.detail());
            assertEquals(200, fetched.statusCode());
            assertEquals(403, putManifest(cache, Optional.empty()).statusCode());
            assertEquals(List.of(), inbox.stored);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void anotherMemberOfTheNetworkMayNotPush(SslProvider provider) throws Exception {
        try (var cache = cache(provider, "source")) {
            PATCH.storeIn(cache.store);

            var refused = assertInstanceOf(
                    PushOutcome.Refused.class, push(cache, DataPlaneTls.of(showing("cache-2"), provider), 1));

            assertEquals(403, refused.status());
            assertTrue(refused.detail().contains("somebody else"), refused.detail());
            assertEquals(403, putManifest(cache, Optional.of("cache-2")).statusCode());
            assertEquals(201, putManifest(cache, Optional.of("source")).statusCode());
        }
    }

    /** The name alone proves nothing: the certificate must be of our authority, and of now. */
    @ParameterizedTest
    @CsvSource({"OPENSSL, false-source", "OPENSSL, old", "JDK, false-source", "JDK, old"})
    void aCertificateThatNobodyBelievesEndsTheHandshake(SslProvider provider, String shown) throws Exception {
        try (var cache = cache(provider, "source")) {
            PATCH.storeIn(cache.store);

            assertThrows(IOException.class, () -> putManifest(cache, Optional.of(shown)));

            assertEquals(201, putManifest(cache, Optional.of("source")).statusCode(), "others are not disturbed");
        }
    }

    @Test
    void certificatesThatChangeAreReadAgainAndBrokenOnesAreNot() throws Exception {
        Path certificate = replace("used.pem", network.certificate("cache-1"));
        Path key = replace("used.key", network.key("cache-1"));
        var config = new HttpTls(certificate.toString(), key.toString(), authorities(), null, null);
        try (var cache = new ServerFixture(
                directory.resolve("theirs"),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                DataPlaneTls.of(config),
                routes -> {})) {
            assertEquals("CN=cache-1", whoAnswers(cache));
            replace("used.key", network.key("cache-2"));
            replace("used.pem", network.certificate("cache-2"));
            await().atMost(Duration.ofSeconds(20)).until(() -> whoAnswers(cache).equals("CN=cache-2"));

            Files.writeString(certificate, "no certificate");

            await().during(Duration.ofSeconds(3)).until(() -> whoAnswers(cache).equals("CN=cache-2"));
        }
    }

    /** At one stroke, so that nobody reads half of it. */
    private Path replace(String name, String from) throws IOException {
        Path fresh = Files.copy(Path.of(from), directory.resolve("fresh"), StandardCopyOption.REPLACE_EXISTING);
        return Files.move(fresh, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private String whoAnswers(ServerFixture cache) throws Exception {
        var answer = client(Optional.empty()).send(get(cache, "/manifest"), BodyHandlers.discarding());
        return answer.sslSession().orElseThrow().getPeerPrincipal().getName();
    }

    private ServerFixture cache(SslProvider provider, String sourceName) throws IOException {
        return new ServerFixture(
                directory.resolve("theirs"),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                DataPlaneTls.of(showing("cache-1"), provider),
                routes -> routes.segments()
                        .accept(routes.router(), inbox, SenderCheck.named(sourceName), routes.limits()));
    }

    private PushOutcome push(ServerFixture cache, DataPlaneTls tls, int segment) throws Exception {
        var uplink = Uplink.unlimited();
        try (var fetcher = new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(new HolderId("source")), tls)) {
            var holder = new Holder(new HolderId("cache-1"), HolderKind.OTHER_CACHE, cache.uri());
            return fetcher.pushSegment(holder, held, segment, uplink).outcome().get(20, TimeUnit.SECONDS);
        }
    }

    private static HttpResponse<String> putManifest(ServerFixture cache, Optional<String> shown) throws Exception {
        var request = HttpRequest.newBuilder(uri(cache, "/manifest"))
                .PUT(BodyPublishers.ofByteArray(PATCH.signed().envelope()))
                .build();
        return client(shown).send(request, BodyHandlers.ofString());
    }

    private static HttpRequest get(ServerFixture cache, String path) {
        return HttpRequest.newBuilder(uri(cache, path)).build();
    }

    private static java.net.URI uri(ServerFixture cache, String path) {
        return cache.uri().resolve("/v1/releases/" + Patch.RELEASE + path);
    }

    /** Java's own, which shows what ours would refuse to start with. */
    private static HttpClient client(Optional<String> shown) throws Exception {
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(TlsIdentity.trusted(authorities()));
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(
                TlsIdentity.own(
                        shown.map(network::certificate).orElse(null),
                        shown.map(network::key).orElse(null)),
                TlsIdentity.NO_PASSWORD);
        var context = SSLContext.getInstance("TLS");
        var shameless =
                shown.map(name -> new KeyManager[] {new Shameless((X509ExtendedKeyManager) own.getKeyManagers()[0])});
        context.init(shameless.orElse(null), trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    /** Shows what it has, whatever authorities the server says that it believes. */
    private static final class Shameless extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager own;

        Shameless(X509ExtendedKeyManager own) {
            this.own = own;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return own.chooseEngineClientAlias(keyTypes, null, engine);
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return own.chooseClientAlias(keyTypes, null, socket);
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return own.getClientAliases(keyType, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return own.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.getPrivateKey(alias);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new IllegalStateException("no server");
        }
    }

    private static List<String> authorities() {
        return List.of(network.certificate("authority"));
    }

    private static HttpTls trusting() {
        return new HttpTls(null, null, authorities(), null, null);
    }

    private static HttpTls showing(String name) {
        return new HttpTls(network.certificate(name), network.key(name), authorities(), null, null);
    }
}
