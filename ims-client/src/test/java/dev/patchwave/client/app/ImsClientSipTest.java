package dev.patchwave.client.app;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.Signal.UpgradeReport.Outcome;
import dev.patchwave.signal.sip.SipHeaders;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole client, SIP and all, against a service and a cache of the real libraries. */
class ImsClientSipTest {
    private static final long FAST = 8_000_000_000L;

    @TempDir
    private Path temporary;

    private TestService service;
    private TestCache cache;

    @BeforeEach
    void open() throws Exception {
        var patch = new byte[500_000];
        new Random(3).nextBytes(patch);
        var patchFile = Files.write(temporary.resolve("patch"), patch);
        var key = PublisherKey.generate();
        key.write(temporary.resolve("publisher.pem"));
        service = new TestService();
        cache = TestCache.start(temporary.resolve("cache"), patchFile, TestClient.RELEASE, key, FAST, 64);
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
        service.close();
    }

    @Test
    void aNotifyBringsTheUpgradeAndTheNewVersionIsWhatItSubscribesWith() throws Exception {
        try (var client = client("secret-word")) {
            await().until(service::isSubscribed);

            service.notifyNow(available(Duration.ZERO));

            await().until(() -> outcomes().equals(List.of(Outcome.STARTED, Outcome.INSTALLED)));
            await().until(() -> service.versions().getLast().equals("2.0"));
            assertEquals("1.0", service.versions().getFirst());
            assertEquals("2.0", client.progress().version());
            var report = service.reports().getLast();
            assertEquals(500_000L, report.bytesByKind().get("own-cache"));
            assertEquals("1.0", report.fromVersion());
            assertEquals(Optional.of(TestClient.CAMPAIGN), report.campaign());
        }
    }

    /** The card was changed, say, and the source has not seen the new subscriber's REGISTER yet. */
    @Test
    void aReportThatIsRefusedAsAnothersIsSentAgain() throws Exception {
        service.refuseReports(2);
        try (var client = client("secret-word")) {
            await().until(service::isSubscribed);

            service.notifyNow(available(Duration.ZERO));

            await().until(() -> outcomes().equals(List.of(Outcome.STARTED, Outcome.INSTALLED)));
            assertEquals("2.0", client.progress().version());
        }
    }

    @Test
    void aForcedMessageIsObeyedFromTheServiceAlone() throws Exception {
        try (var client = client("secret-word")) {
            await().until(service::isSubscribed);

            assertEquals(403, service.message("sip:mallory@op.example", force()));
            assertEquals("idle", client.progress().state());
            assertEquals(200, service.message(TestService.SERVICE, force()));

            await().until(() -> outcomes().equals(List.of(Outcome.STARTED, Outcome.INSTALLED)));
            assertEquals(200, service.message(TestService.SERVICE, force()), "again, which starts nothing");
        }
        assertEquals(2, service.reports().size());
    }

    @Test
    void behindAProxyOnlyWhatTheNetworkAssertsIsObeyed() throws Exception {
        try (var client = client("registrar: " + service.uri(), "proxy: " + service.uri())) {
            await().until(service::isSubscribed);
            var mallory = SipHeaders.of("P-Asserted-Identity", "<sip:mallory@op.example>");
            var asserted = SipHeaders.of("P-Asserted-Identity", "<" + TestService.SERVICE + ">");

            assertEquals(403, service.message(TestService.SERVICE, force()), "From alone");
            assertEquals(403, service.message(TestService.SERVICE, mallory, force()));
            assertEquals("idle", client.progress().state());
            assertEquals(200, service.message("sip:anybody@op.example", asserted, force()));

            await().until(() -> outcomes().equals(List.of(Outcome.STARTED, Outcome.INSTALLED)));
        }
    }

    @Test
    void anOfferMayComeByMessageToo() throws Exception {
        try (var client = client("secret-word")) {
            await().until(service::isSubscribed);

            assertEquals(200, service.message(TestService.SERVICE, available(Duration.ofSeconds(1))));

            await().until(() -> outcomes().equals(List.of(Outcome.STARTED, Outcome.INSTALLED)));
            assertEquals("2.0", client.progress().version());
        }
    }

    @Test
    void theUsersCheckPollsTheService() throws Exception {
        try (var client = client("secret-word")) {
            await().until(service::isSubscribed);
            service.announceToPolls(available(Duration.ofHours(1)));
            var check = URI.create("http://127.0.0.1:" + client.httpAddress().getPort() + "/v1/check");

            var answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(check)
                                    .POST(HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding());

            assertEquals(202, answer.statusCode());
            await().until(() -> client.progress().version().equals("2.0"));
        }
    }

    @Test
    void aWrongPasswordEndsTheClientWithOneLine() throws Exception {
        try (var client = client("wrong")) {
            var ended = assertThrows(
                    ExecutionException.class, () -> client.stopped().get(30, TimeUnit.SECONDS));

            assertTrue(
                    ended.getCause().getMessage().contains("refuses this identity and password (401)"),
                    ended::toString);
        }
    }

    private ImsClient client(String password) throws IOException {
        return start(config(password));
    }

    private ImsClient client(String instead, String other) throws IOException {
        return start(config("secret-word").replace(instead, other));
    }

    private String config(String password) {
        return """
                sip:
                  registrar: %s
                  service: %s
                  identity: sip:alice@op.example
                  password: %s
                dataDirectory: %s
                product: ims-client
                initialVersion: "1.0"
                publisherKeys: [%s]
                """.formatted(
                        service.uri(),
                        TestService.SERVICE,
                        password,
                        temporary.resolve("data"),
                        PublisherKey.publicFile(temporary.resolve("publisher.pem")));
    }

    private ImsClient start(String config) throws IOException {
        var file = Files.writeString(temporary.resolve("client.yaml"), config);
        var client = new ImsClient(ConfigFile.load(file, ClientConfig.class));
        client.start();
        return client;
    }

    private List<Outcome> outcomes() {
        return service.reports().stream().map(Signal.UpgradeReport::outcome).toList();
    }

    private Signal.ReleaseAvailable available(Duration effectiveBy) {
        return new Signal.ReleaseAvailable(
                TestClient.RELEASE,
                2,
                cache.manifestUri(),
                1000,
                effectiveBy,
                Duration.ZERO,
                Optional.of(TestClient.CAMPAIGN));
    }

    private Signal.ForceUpgrade force() {
        return new Signal.ForceUpgrade(
                TestClient.CAMPAIGN,
                2,
                TestClient.RELEASE,
                cache.manifestUri(),
                Duration.ZERO,
                Instant.now().plusSeconds(600));
    }
}
