package dev.patchwave.benchmarks.soak;

import dev.patchwave.benchmarks.JavaProgram;
import dev.patchwave.benchmarks.Patience;
import dev.patchwave.launcher.demo.FreePorts;
import dev.patchwave.status.ReleaseStatus;
import dev.patchwave.status.StatusCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A source and one cache that keeps one release, as processes of their own on loopback. */
final class Site implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String PRODUCT = "soak";
    /** A release goes when nobody orders it any more, so campaigns end soon. */
    private static final String CAMPAIGN_LIFE = "5s";

    private static final String PASSWORD = "only-for-this-run";

    private final Path directory;
    private final int sipPort = FreePorts.next();
    private final int sourcePort = FreePorts.next();
    private final int cachePort = FreePorts.next();
    private final HttpClient client = HttpClient.newHttpClient();
    private final JavaProgram source;
    private final JavaProgram cache;

    Site(Path directory) throws IOException {
        this.directory = directory;
        JavaProgram.patchwave(directory, "keygen", List.of("keygen", key()), PATIENCE);
        var sourceConfig = Files.writeString(directory.resolve("source.yaml"), sourceYaml());
        var cacheConfig = Files.writeString(directory.resolve("cache.yaml"), cacheYaml());
        this.source = program("source", sourceConfig);
        Patience.await("the source answers", PATIENCE, () -> answers(sourcePort));
        this.cache = program("cache", cacheConfig);
        Patience.await("the cache answers", PATIENCE, () -> answers(cachePort));
    }

    long cachePid() {
        return cache.pid();
    }

    URI cacheUri() {
        return uri(cachePort);
    }

    void publish(Path patch, String version) throws IOException {
        command(
                "publish",
                patch.toString(),
                "--product",
                PRODUCT,
                "--version",
                version,
                "--source",
                uri(sourcePort).toString(),
                "--key",
                key());
    }

    void force(String version) throws IOException {
        command(
                "force",
                "--release",
                PRODUCT + "@" + version,
                "--domain",
                "area-1",
                "--deadline",
                CAMPAIGN_LIFE,
                "--sip",
                "sip:127.0.0.1:" + sipPort,
                "--admin",
                "sip:operator@op.example",
                "--password",
                PASSWORD,
                "--service",
                "sip:software-admin@op.example");
    }

    /** Waits until the cache has all of it. */
    void awaitFull(String version) throws IOException {
        Patience.await("the cache is full", PATIENCE, () -> {
            cache.requireAlive();
            return releases().stream()
                    .anyMatch(held -> held.release().equals(PRODUCT + "@" + version)
                            && held.state().equals("full"));
        });
    }

    /** Waits until the cache has nothing else. */
    void awaitOnly(String version) throws IOException {
        Patience.await(
                "the cache keeps one release",
                PATIENCE,
                () -> releases().stream().allMatch(held -> held.release().equals(PRODUCT + "@" + version)));
    }

    private List<ReleaseStatus> releases() throws IOException {
        return StatusCodec.read(get(uri(cachePort).resolve("/v1/status"))).releases();
    }

    private JavaProgram program(String name, Path config) throws IOException {
        return JavaProgram.start(
                directory,
                name,
                false,
                List.of("-XX:NativeMemoryTracking=summary"),
                JavaProgram.PATCHWAVE,
                List.of(name, "--config", config.toString()));
    }

    private void command(String... words) throws IOException {
        JavaProgram.patchwave(directory, words[0], List.of(words), PATIENCE);
    }

    private String sourceYaml() {
        return """
                sip: {listen: '127.0.0.1:%d', home: op.example}
                http: {listen: '127.0.0.1:%d'}
                dataDirectory: '%s'
                publisherKeys: ['%s.pub']
                admins: {people: [{identity: 'sip:operator@op.example', roles: [operator]}], fourEyesAbovePercent: 100}
                subscribers:
                  - {identity: 'sip:operator@op.example', password: %s}
                  - {identity: 'sip:cache-1@op.example', password: %s}
                domains:
                  - name: area-1
                    caches: [{name: cache-1, identity: 'sip:cache-1@op.example', uri: '%s'}]
                """.formatted(
                        sipPort, sourcePort, directory.resolve("source"), key(), PASSWORD, PASSWORD, uri(cachePort));
    }

    private String cacheYaml() {
        return """
                name: cache-1
                domain: area-1
                sip:
                  listen: '127.0.0.1:0'
                  registrar: 'sip:127.0.0.1:%d'
                  service: sip:software@op.example
                  identity: sip:cache-1@op.example
                  password: %s
                http: {listen: '127.0.0.1:%d'}
                dataDirectory: '%s'
                source: '%s'
                publisherKeys: ['%s.pub']
                keptReleasesPerProduct: 1
                """.formatted(sipPort, PASSWORD, cachePort, directory.resolve("cache"), uri(sourcePort), key());
    }

    private String key() {
        return directory.resolve("publisher.pem").toString();
    }

    private boolean answers(int port) {
        try {
            return get(uri(port).resolve("/healthz")).length > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private byte[] get(URI uri) throws IOException {
        try {
            var request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
            var answer = client.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(uri + " answered " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static URI uri(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() throws IOException {
        client.close();
        cache.close();
        source.close();
    }
}
