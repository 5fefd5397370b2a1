package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.status.ReleaseStatus;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kill switch with real programs: a download under way stands still within five seconds, also over kill -9, and goes on after the lift. */
class StopTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration A_WHILE = Duration.ofSeconds(4);
    private static final String RELEASE = SmallNetwork.release("1.1");
    private static final int SEGMENTS = 48;

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aStoppedReleaseIsNeitherServedNorFetchedNorInstalledUntilItIsResumed() throws Exception {
        try (var network = new SmallNetwork(directory)
                .edit(SmallNetwork.SOURCE, "roles: [operator]", "roles: [operator, emergency]")
                .edit(SmallNetwork.CACHE, "uplink: 400Mbit/s", "uplink: 24Mbit/s")
                .start(SmallNetwork.SOURCE)
                .start(SmallNetwork.CACHE, SmallNetwork.CLIENT)) {
            network.awaitStatus(
                    SmallNetwork.SOURCE,
                    status -> status.subscriptions().map(all -> all.open()).orElse(0L) == 2);
            network.publish(TestPatch.of(SEGMENTS << 20, 5).writeTo(directory.resolve("patch")), "1.1")
                    .succeeded();
            network.force(RELEASE, "--domain", SmallNetwork.DOMAIN).succeeded();
            network.awaitRelease(SmallNetwork.CLIENT, "1.1", held -> held.ownedSegments() >= 3);

            order(network, "stop", "--release", RELEASE, "--sequence", "7").succeeded();
            Awaitility.await().atMost(SOON).until(() -> segmentStatus(network, SmallNetwork.CACHE) == 503);
            assertEquals(503, segmentStatus(network, SmallNetwork.SOURCE));
            int owned = standsStill(network);
            assertTrue(owned < SEGMENTS, "the patch is large enough to be stopped in the middle: " + owned);

            for (String name : List.of(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT)) {
                network.deployment().kill(name);
            }
            network.start(SmallNetwork.SOURCE).start(SmallNetwork.CACHE, SmallNetwork.CLIENT);
            assertEquals(503, segmentStatus(network, SmallNetwork.CACHE));
            assertEquals(503, segmentStatus(network, SmallNetwork.SOURCE));
            assertEquals(owned, standsStill(network));

            var lower = order(network, "resume", "--release", RELEASE, "--sequence", "6");
            assertEquals(1, lower.exitCode(), lower::toString);
            assertTrue(lower.err().contains("sequence 6 is not above 7"), lower::toString);
            order(network, "resume", "--release", RELEASE, "--sequence", "8").succeeded();
            network.awaitRelease(
                    SmallNetwork.CLIENT, "1.1", held -> held.state().equals("installed") && held.digestEqual());
            assertEquals(0, held(network).verifiedFetchedTwiceSegments());
            var replayed = order(network, "stop", "--release", RELEASE, "--sequence", "7");
            assertEquals(1, replayed.exitCode(), replayed::toString);
        }
    }

    /** Nothing more is owned, a while after the order could have arrived. */
    private static int standsStill(SmallNetwork network) {
        Awaitility.await().pollDelay(SOON).atMost(SOON.multipliedBy(2)).until(() -> true);
        int owned = held(network).ownedSegments();
        Awaitility.await().pollDelay(A_WHILE).atMost(A_WHILE.multipliedBy(2)).until(() -> true);
        assertEquals(owned, held(network).ownedSegments());
        return owned;
    }

    private static ReleaseStatus held(SmallNetwork network) {
        return network.deployment().status(SmallNetwork.CLIENT).orElseThrow().releases().stream()
                .filter(held -> held.release().equals(RELEASE))
                .findFirst()
                .orElseThrow();
    }

    private int segmentStatus(SmallNetwork network, String name) throws IOException {
        var uri = network.deployment().uri(name).resolve("/v1/releases/" + RELEASE + "/segments/0");
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static Run order(SmallNetwork network, String... words) throws IOException {
        var arguments = new ArrayList<>(Arrays.asList(words));
        arguments.addAll(List.of(
                "--key", network.deployment().configurations().privateKey().toString()));
        arguments.addAll(network.deployment().configurations().adminArguments());
        return network.patchwave(arguments.toArray(String[]::new));
    }
}
