package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.patchwave.config.HttpTls;
import dev.patchwave.swarm.CertificatePin;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.tls.TestCertificates;
import dev.patchwave.tls.TlsIdentity;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that nobody knows but by the fingerprint of its certificate. */
class PinnedTlsTest extends TlsScene {

    private static TestCertificates certificates;

    @BeforeAll
    static void makeKeys() throws Exception {
        certificates = new TestCertificates(keys, "authority");
        certificates.certify("peer", "authority", "dns:nowhere");
        certificates.certify("other", "authority", "ip:127.0.0.1");
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void whoShowsWhatWasToldIsBelieved(SslProvider provider) throws Exception {
        try (var peer = peer(provider);
                var fetcher = fetcher(DataPlaneTls.off())) {
            assertInstanceOf(FetchOutcome.Stored.class, fetch(fetcher, peer.uri(), Optional.of(pin("peer")), 0));
        }
    }

    /** Not by the connection either that was made when the pin was right. */
    @ParameterizedTest
    @EnumSource(names = {"OPENSSL", "JDK"})
    void whoShowsAnotherIsUnreachableAndHearsNothing(SslProvider provider) throws Exception {
        try (var peer = peer(provider);
                var fetcher = fetcher(DataPlaneTls.off())) {
            assertInstanceOf(FetchOutcome.Stored.class, fetch(fetcher, peer.uri(), Optional.of(pin("peer")), 0));
            int before = peer.served.size();

            var refused = fetch(fetcher, peer.uri(), Optional.of(pin("other")), 1);

            assertInstanceOf(FetchOutcome.Unreachable.class, refused);
            assertFalse(held.owned().contains(1));
            assertEquals(before, peer.served.size());
            assertInstanceOf(FetchOutcome.Stored.class, fetch(fetcher, peer.uri(), Optional.of(pin("peer")), 2));
        }
    }

    /** What an authority says of the host is no substitute. */
    @Test
    void whoHasACertificateForTheHostIsNotWhoWasPinned() throws Exception {
        var known = new HttpTls(certificates.certificate("other"), certificates.key("other"), authority(), null, null);
        try (var server = serving(DataPlaneTls.of(known));
                var fetcher = fetcher(DataPlaneTls.of(new HttpTls(null, null, authority(), null, null)))) {
            assertInstanceOf(FetchOutcome.Stored.class, fetch(fetcher, server.uri(), Optional.empty(), 0));
            assertInstanceOf(FetchOutcome.Unreachable.class, fetch(fetcher, server.uri(), Optional.of(pin("peer")), 1));
        }
    }

    @Test
    void whoIsNotPinnedIsNotBelievedForItsOwnCertificate() throws Exception {
        try (var peer = peer(SslProvider.OPENSSL);
                var fetcher = fetcher(DataPlaneTls.of(new HttpTls(null, null, authority(), null, null)))) {
            fetch(fetcher, peer.uri(), Optional.of(pin("peer")), 0); // Leaves a connection that must not be used now.

            assertInstanceOf(FetchOutcome.Unreachable.class, fetch(fetcher, peer.uri(), Optional.empty(), 1));
        }
    }

    @Test
    void thisHostIsAnsweredByPlainHttpToo() throws Exception {
        try (var peer = peer(SslProvider.OPENSSL);
                var http = HttpClient.newHttpClient()) {
            var plain = URI.create("http://127.0.0.1:" + peer.server.address().getPort());

            var answer = http.send(
                    HttpRequest.newBuilder(HttpFetcher.manifestUri(plain, Patch.RELEASE))
                            .build(),
                    BodyHandlers.discarding());

            assertEquals(200, answer.statusCode());
        }
    }

    @Test
    void plainHttpFromElsewhereIsRefused() throws Exception {
        var tls = DataPlaneTls.ofPeer(TlsIdentity.read(certificates.certificate("peer"), certificates.key("peer")));
        var channel = new EmbeddedChannel() {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress("192.0.2.7", 40_000);
            }
        };
        channel.pipeline().addLast(tls.accepted(channel, Duration.ofSeconds(5)).orElseThrow());

        boolean heard = channel.writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n", StandardCharsets.US_ASCII));

        assertFalse(heard);
        assertFalse(channel.isOpen());
        channel.finishAndReleaseAll();
    }

    private ServerFixture peer(SslProvider provider) throws Exception {
        var own = TlsIdentity.read(certificates.certificate("peer"), certificates.key("peer"));
        return serving(DataPlaneTls.ofPeer(own, provider));
    }

    private ServerFixture serving(DataPlaneTls tls) throws Exception {
        var fixture = new ServerFixture(
                directory.resolve("theirs"),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                tls,
                routes -> {});
        PATCH.storeIn(fixture.store, PATCH.all());
        return fixture;
    }

    private static CertificatePin pin(String name) throws Exception {
        return CertificatePin.of(TlsIdentity.read(certificates.certificate(name), certificates.key(name))
                .chain()
                .getFirst()
                .getEncoded());
    }

    private static List<String> authority() {
        return List.of(certificates.certificate("authority"));
    }

    private HttpFetcher fetcher(DataPlaneTls tls) {
        return new HttpFetcher(threads, FetcherLimits.DEFAULT, Optional.of(new HolderId("p-me")), tls);
    }

    private FetchOutcome fetch(HttpFetcher fetcher, URI uri, Optional<CertificatePin> pin, int segment)
            throws Exception {
        var holder = new Holder(new HolderId("p-1"), HolderKind.PEER, uri, pin);
        return fetcher.fetchSegment(holder, held, segment, FetchListener.NONE)
                .outcome()
                .get(20, TimeUnit.SECONDS);
    }
}
