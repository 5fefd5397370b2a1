package dev.patchwave.client.app;

import dev.patchwave.client.core.UpgradeOrder;
import dev.patchwave.client.core.UpgradeOrder.Manner;
import dev.patchwave.config.ConfigFile;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.status.ProgramStatus;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.status.StatusCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A client of this process with scripted signalling, asked over its own HTTP as anybody would. */
final class TestClient implements AutoCloseable {
    static final ReleaseId RELEASE = new ReleaseId("ims-client", "2.0");
    static final CampaignId CAMPAIGN = new CampaignId("c-1");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ScriptedSignalling signalling = new ScriptedSignalling();
    private final ImsClient client;

    TestClient(Path directory, Path publisherKey, Optional<URI> source, String more) throws IOException {
        this(config(directory, publisherKey, source, more));
    }

    private TestClient(ClientConfig config) throws IOException {
        client = new ImsClient(config, (instance, clock) -> signalling);
        client.start();
    }

    /** One that follows a repository, and has no list of publishers. */
    static TestClient following(Path directory, Path root, Optional<URI> source, String more) throws IOException {
        return new TestClient(configOf(directory, "trust: {root: '" + root + "'}", source, more));
    }

    static ClientConfig config(Path directory, Path publisherKey, Optional<URI> source, String more)
            throws IOException {
        return configOf(directory, "publisherKeys: [" + publisherKey + "]", source, more);
    }

    private static ClientConfig configOf(Path directory, String belief, Optional<URI> source, String more)
            throws IOException {
        Files.createDirectories(directory);
        var yaml = """
                sip:
                  registrar: sip:127.0.0.1:5060
                  service: sip:software@op.example
                  identity: sip:alice@op.example
                  password: secret-word
                dataDirectory: %s
                product: ims-client
                initialVersion: "1.0"
                %s
                """.formatted(directory.resolve("data"), belief);
        var withSource = source.map(uri -> yaml + "source: " + uri + "\n").orElse(yaml);
        var text = withSource
                + more
                + unlessSaid(more, "share: {consent: true}")
                + unlessSaid(more, "device: {metered: false, roaming: false, charging: true}");
        return ConfigFile.load(Files.writeString(directory.resolve("client.yaml"), text), ClientConfig.class);
    }

    private static String unlessSaid(String more, String line) {
        return more.contains(line.substring(0, line.indexOf('{'))) ? "" : line + "\n";
    }

    /** Of another campaign, forced. */
    static UpgradeOrder orderOf(String campaign, URI manifest) {
        return new UpgradeOrder(
                RELEASE,
                2,
                Manner.FORCED,
                manifest,
                Optional.of(new CampaignId(campaign)),
                Duration.ZERO,
                Optional.empty());
    }

    static UpgradeOrder order(Manner manner, URI manifest) {
        return new UpgradeOrder(RELEASE, 2, manner, manifest, Optional.of(CAMPAIGN), Duration.ZERO, Optional.empty());
    }

    ImsClient client() {
        return client;
    }

    ScriptedSignalling signalling() {
        return signalling;
    }

    void force(URI manifest) {
        signalling.tell(order(Manner.FORCED, manifest));
    }

    void offer(URI manifest) {
        signalling.tell(order(Manner.OFFERED, manifest));
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + client.httpAddress().getPort());
    }

    ProgramStatus status() {
        return status(base());
    }

    static ProgramStatus status(URI base) {
        return StatusCodec.read(get(base.resolve("/v1/status")).body());
    }

    ReleaseStatus release() {
        return release(status());
    }

    static ReleaseStatus release(ProgramStatus status) {
        return status.releases().stream()
                .filter(held -> held.release().equals(RELEASE.toString()))
                .findFirst()
                .orElseThrow();
    }

    boolean hasInstalled() {
        var status = status();
        return status.version().equals(RELEASE.version()) && release(status).digestEqual();
    }

    int post(String path) {
        return send(HttpRequest.newBuilder(base().resolve(path))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build())
                .statusCode();
    }

    static HttpResponse<byte[]> get(URI uri) {
        return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build());
    }

    private static HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(request.uri() + " did not answer", e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
