package dev.patchwave.benchmarks;

import dev.patchwave.launcher.demo.FreePorts;
import dev.patchwave.status.CampaignStatus;
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
import java.util.Optional;

/** The source of Patchwave as a process, with one release published and SIPp for its network. */
final class Source implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(1);
    private static final Duration COMMAND_PATIENCE = Duration.ofMinutes(1);
    private static final String RELEASE = "storm@1.0";
    private static final String DOMAIN = "area-1";

    private final Path directory;
    private final int sipPort;
    private final URI http;
    private final JavaProgram program;
    private final CoreNetwork core;
    private final HttpClient client = HttpClient.newHttpClient();

    private Source(Path directory, int sipPort, URI http, JavaProgram program, CoreNetwork core) {
        this.directory = directory;
        this.sipPort = sipPort;
        this.http = http;
        this.program = program;
        this.core = core;
    }

    /**
     * Starts one on an empty directory.
     *
     * @param campaigns the section of that name in its configuration, {@code {}} for the defaults
     */
    static Source start(Path directory, String campaigns) throws IOException {
        Files.createDirectories(directory);
        int sipPort = FreePorts.next();
        int httpPort = FreePorts.next();
        Path key = directory.resolve("publisher.pem");
        JavaProgram.patchwave(directory, "keygen", List.of("keygen", key.toString()), COMMAND_PATIENCE);
        var core = new CoreNetwork();
        Path config = Files.writeString(
                directory.resolve("source.yaml"), configuration(directory, campaigns, core.uri(), sipPort, httpPort));
        var program = JavaProgram.start(
                directory, "source", false, JavaProgram.PATCHWAVE, List.of("source", "--config", config.toString()));
        var source = new Source(directory, sipPort, URI.create("http://127.0.0.1:" + httpPort), program, core);
        Patience.await("the source answers", START_PATIENCE, () -> {
            program.requireAlive();
            return source.answers();
        });
        source.publish(key);
        return source;
    }

    private static String configuration(Path directory, String campaigns, String core, int sipPort, int httpPort) {
        return """
                sip:
                  mode: ims
                  listen: '127.0.0.1:%d'
                  home: op.example
                  trusted: [127.0.0.0/8]
                  nextHop: '%s'
                http: {listen: '127.0.0.1:%d'}
                dataDirectory: '%s'
                publisherKeys: ['%s']
                admins: {people: [{identity: '%s', roles: [operator]}], fourEyesAbovePercent: 100}
                domains: [{name: %s}]
                campaigns: %s
                """.formatted(
                        sipPort,
                        core,
                        httpPort,
                        directory.resolve("data"),
                        directory.resolve("publisher.pem.pub"),
                        CoreNetwork.ADMIN,
                        DOMAIN,
                        campaigns);
    }

    private void publish(Path key) throws IOException {
        Path patch = Files.write(directory.resolve("patch"), new byte[2_500_000]);
        JavaProgram.patchwave(
                directory,
                "publish",
                List.of(
                        "publish",
                        patch.toString(),
                        "--product",
                        "storm",
                        "--version",
                        "1.0",
                        "--source",
                        http.toString(),
                        "--key",
                        key.toString()),
                COMMAND_PATIENCE);
    }

    /** An admin forces the release on everybody. */
    void force(String campaign) throws IOException {
        core.force(sip(), campaign, RELEASE, DOMAIN);
    }

    /** How far a campaign is, by the source's own word; empty while it does not know it. */
    Optional<CampaignStatus> campaign(String name) throws IOException {
        return StatusCodec.read(get("/v1/status")).campaigns().stream()
                .filter(campaign -> campaign.campaign().equals(name))
                .findFirst();
    }

    /** Host and port of its SIP side. */
    String sip() {
        return "127.0.0.1:" + sipPort;
    }

    long pid() {
        return program.pid();
    }

    private boolean answers() {
        try {
            return get("/v1/status").length > 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    private byte[] get(String path) throws IOException {
        try {
            var request = HttpRequest.newBuilder(http.resolve(path))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            var answer = client.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(path + " answered " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        program.close();
        core.close();
    }
}
