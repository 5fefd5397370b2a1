package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.cache.app.CacheConfig;
import dev.patchwave.cache.app.CacheServer;
import dev.patchwave.client.app.ClientConfig;
import dev.patchwave.client.app.ImsClient;
import dev.patchwave.config.ConfigFile;
import dev.patchwave.launcher.InThisProcess;
import dev.patchwave.launcher.demo.Configurations;
import dev.patchwave.launcher.demo.Deployment;
import dev.patchwave.launcher.demo.Members;
import dev.patchwave.launcher.demo.Safeguard;
import dev.patchwave.source.app.SourceConfig;
import dev.patchwave.source.app.SourceServer;
import dev.patchwave.status.ReleaseStatus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Fetch tokens in a whole network, all of it in this process: nobody has a byte without one, a key is changed in the middle of a download, and a token opens nothing but its release
 * in its domain.
 */
class TokensTest {
    private static final int PATCH_BYTES = 3 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STRICT_DOMAIN = "area-1";
    private static final String OPEN_DOMAIN = "area-2";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private Deployment network;

    @AfterEach
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        http.close();
    }

    @Test
    void onlyTheRightTokenOpensAndAKeyIsChangedOnTheWay() throws Exception {
        layOut();
        start();
        String first = publish("1.1");
        String second = publish("1.2");
        force(first, STRICT_DOMAIN);
        await(() -> owned("alice", first) >= 3);
        for (String name : List.of("source", "cache-1")) {
            var answer = segment(name, first, Optional.empty());
            assertEquals(401, answer.statusCode(), name);
            assertEquals("Bearer realm=\"patchwave\"", challenge(answer));
        }

        InThisProcess.patchwave(
                "keys",
                "token",
                "--directory",
                directory.resolve("source/token-keys").toString());
        assertTrue(owned("alice", first) < PATCH_BYTES >> 16, "the key is changed in the middle");
        await(() -> installed("alice", first));
        assertEquals(0, held("alice", first).orElseThrow().verifiedFetchedTwiceSegments());
        String old = token("alice", first);
        await(this::publishesTwoKeys);

        force(first, OPEN_DOMAIN);
        await(() -> installed("bob", first));
        String fresh = token("bob", first);
        assertNotEquals(keyOf(old), keyOf(fresh));
        assertEquals(206, segment("cache-1", first, Optional.of(old)).statusCode(), "the old key is published still");
        await(() -> segment("cache-1", first, Optional.of(fresh)).statusCode() == 206); // It asks for the key first.

        force(second, STRICT_DOMAIN);
        await(() -> owned("cache-1", second) > 0);
        refused("the token is for another release", segment("cache-1", second, Optional.of(old)));
        refused("the token is for another domain", segment("cache-2", first, Optional.of(old)));
        String forged = old.substring(0, old.length() - 20) + "AAAAAAAAAAAAAAAAAAAA";
        refused("the token's signature is wrong", segment("cache-1", first, Optional.of(forged)));
        await(() -> installed("alice", second));
    }

    /** Two areas; tokens of the first are good nowhere else, those of the second everywhere. */
    private void layOut() throws IOException {
        var narrow = new Members.Uplink("8Mbit/s", 4);
        network = new Deployment(
                directory,
                new Members(
                        new Members.Uplink("200Mbit/s", 8),
                        List.of(
                                new Members.Cache("cache-1", STRICT_DOMAIN, "23415A", narrow),
                                new Members.Cache("cache-2", OPEN_DOMAIN, "23415B", narrow)),
                        List.of(
                                new Members.Client("alice", "23415A1C20012345", "8Mbit/s"),
                                new Members.Client("bob", "23415B1C20012345", "8Mbit/s"))),
                Set.of(Safeguard.TOKENS));
        InThisProcess.patchwave("keygen", network.configurations().privateKey().toString());
        Path source = directory.resolve("source.yaml");
        Files.writeString(
                source,
                Files.readString(source)
                        .replace("tokens: {required: true}", "tokens: {lifetime: 10min, publishedBefore: 0s}")
                        .replace("name: area-1\n", "name: area-1\n  beyond: []\n"));
    }

    private void start() throws IOException {
        var source = new SourceServer(config("source", SourceConfig.class));
        source.start();
        running.push(source);
        for (String name : List.of("cache-1", "cache-2")) {
            running.push(CacheServer.start(config(name, CacheConfig.class), Throwable::printStackTrace));
        }
        for (String name : List.of("alice", "bob")) {
            var client = new ImsClient(config(name, ClientConfig.class));
            client.start();
            running.push(client);
        }
        await(() -> network.status("source")
                        .orElseThrow()
                        .subscriptions()
                        .orElseThrow()
                        .open()
                == 4);
    }

    private <T> T config(String name, Class<T> type) {
        return ConfigFile.load(directory.resolve(name + ".yaml"), type);
    }

    private String publish(String version) throws IOException {
        Path patch = TestPatch.of(PATCH_BYTES, version.hashCode()).writeTo(directory.resolve("patch-" + version));
        InThisProcess.patchwave(
                "publish",
                patch.toString(),
                "--product",
                Configurations.PRODUCT,
                "--version",
                version,
                "--segment-size",
                "64KiB",
                "--source",
                network.configurations().sourceHttp().toString(),
                "--key",
                network.configurations().privateKey().toString());
        return Configurations.PRODUCT + "@" + version;
    }

    private void force(String release, String domain) {
        var order = new ArrayList<>(List.of("force", "--release", release, "--domain", domain));
        order.addAll(network.configurations().adminArguments());
        InThisProcess.patchwave(order.toArray(String[]::new));
    }

    /** Whether the source has found the second key; with nothing to wait for it signs at once. */
    private boolean publishesTwoKeys() throws IOException {
        var uri = network.uri("source").resolve("/v1/token-keys");
        String keys = send(HttpRequest.newBuilder(uri), HttpResponse.BodyHandlers.ofString())
                .body();
        return keys.split("\"signature\"", -1).length == 3;
    }

    private HttpResponse<Void> segment(String name, String release, Optional<String> token) throws IOException {
        var uri = network.uri(name).resolve("/v1/releases/" + release + "/segments/0");
        var request = HttpRequest.newBuilder(uri).header("Range", "bytes=0-9");
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return send(request, HttpResponse.BodyHandlers.discarding());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return http.send(request.build(), body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void refused(String reason, HttpResponse<Void> answer) {
        assertEquals(401, answer.statusCode(), reason);
        assertEquals(
                "Bearer realm=\"patchwave\", error=\"invalid_token\", error_description=\"" + reason + "\"",
                challenge(answer));
    }

    private static String challenge(HttpResponse<Void> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none, but " + answer.statusCode());
    }

    /** What a program keeps, one a line. */
    private String token(String name, String release) throws IOException {
        String claim = "\"release\":\"" + release + "\"";
        return Files.readAllLines(directory.resolve(name).resolve("tokens")).stream()
                .filter(token -> decoded(token.split("\\.", -1)[1]).contains(claim))
                .findFirst()
                .orElseThrow();
    }

    private static String keyOf(String token) {
        return decoded(token.split("\\.", -1)[0]);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private int owned(String name, String release) {
        return held(name, release).map(ReleaseStatus::ownedSegments).orElse(0);
    }

    private boolean installed(String name, String release) {
        return held(name, release)
                .filter(held -> held.state().equals("installed") && held.digestEqual())
                .isPresent();
    }

    private Optional<ReleaseStatus> held(String name, String release) {
        return network.status(name).stream()
                .flatMap(status -> status.releases().stream())
                .filter(held -> held.release().equals(release))
                .findFirst();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(condition);
    }
}
