package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Digest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** aria2 with the Metalink of a cache that a campaign filled. */
@Tag("tools")
class Aria2Test {
    private static final TestPatch PATCH = TestPatch.of(5_000_000, 12);
    private static final String VERSION = "1.0";

    @TempDir
    static Path network;

    @TempDir
    Path directory;

    private static SmallNetwork running;

    @BeforeAll
    static void fillTheCache() throws IOException {
        running = new SmallNetwork(network);
        running.start(SmallNetwork.SOURCE, SmallNetwork.CACHE);
        running.campaign(PATCH.writeTo(network.resolve("patch")), VERSION);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void theMetalinkOfTheCacheIsAllThatItNeeds() throws IOException {
        aria2("--follow-metalink=mem", metalinkUri().toString()).succeeded();

        assertEquals(PATCH.digest(), Digest.of(Files.readAllBytes(downloaded())).toString());
    }

    @Test
    void wrongBytesAreRejected() throws Exception {
        var metalink = metalink();
        String pieces = metalink.substring(metalink.indexOf("<pieces"), metalink.indexOf("</pieces>") + 9);
        String altered = metalink.replace(pieces, "")
                .replace(PATCH.digest(), TestPatch.of(1, 1).digest());
        Files.writeString(directory.resolve("altered.meta4"), altered);

        var run = aria2("altered.meta4");

        assertNotEquals(0, run.exitCode(), run::toString);
        assertTrue(run.out().contains("Checksum error detected"), run::toString);
    }

    @Test
    void aWrongPieceIsRejected() throws Exception {
        var segment = Digest.of(PATCH.segment(3)).toString();
        Files.writeString(
                directory.resolve("altered.meta4"),
                metalink().replace(segment, TestPatch.of(1, 1).digest()));

        var run = aria2("altered.meta4", "--max-tries=2", "--retry-wait=1", "--stop=15");

        assertNotEquals(0, run.exitCode(), run::toString);
    }

    private Run aria2(String... arguments) throws IOException {
        var all = new java.util.ArrayList<>(java.util.List.of(
                "--no-conf", "--dir=" + directory, "--split=3", "--min-split-size=1M", "--allow-overwrite=true"));
        all.addAll(java.util.List.of(arguments));
        return ExternalTool.ARIA2.run(directory, all);
    }

    private Path downloaded() {
        return directory.resolve("ims-client-" + VERSION);
    }

    private static String metalink() throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(metalinkUri()).build(), BodyHandlers.ofString())
                    .body();
        }
    }

    private static URI metalinkUri() {
        return running.deployment()
                .uri(SmallNetwork.CACHE)
                .resolve("/v1/releases/" + SmallNetwork.release(VERSION) + ".meta4");
    }
}
