package dev.patchwave.http;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class SegmentServerTest {
    private static final String BASE = "/v1/releases/ims-client@4.2.1";
    private static final Patch PATCH = Patch.of(4);

    @TempDir
    Path directory;

    @Test
    void aMemberFetchesEverySegmentOverOneConnection() throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store, PATCH.all());

            for (int n : PATCH.all()) {
                var reply = client.get(BASE + "/segments/" + n, "Patchwave-Member: p-1");

                assertEquals(200, reply.status());
                assertArrayEquals(PATCH.segment(n), reply.body());
                assertEquals("\"" + PATCH.manifest().segmentDigest(n) + "\"", reply.header("ETag"));
                assertEquals(PATCH.manifest().segmentDigest(n).reprDigest(), reply.header("Repr-Digest"));
            }
            var last =
                    new ServedListener.Served(Patch.RELEASE, OptionalInt.of(3), Optional.of(new HolderId("p-1")), 1000);
            await().until(() -> fixture.served.size() == 4);
            assertEquals(last, fixture.served.get(3));
        }
    }

    @Test
    void theManifestIsItsEnvelopeByteForByteAndNeverAskedTwice() throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store);

            var first = client.get(BASE + "/manifest");
            var again = client.get(BASE + "/manifest", "If-None-Match: " + first.header("ETag"));

            assertArrayEquals(PATCH.signed().envelope(), first.body());
            assertEquals(304, again.status());
            assertEquals(first.header("ETag"), again.header("ETag"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 206, 0, 0",
        "bytes=100-199, 206, 100, 199",
        "bytes=65530-65545, 206, 65530, 65545",
        "bytes=197000-, 206, 197000, 197607",
        "bytes=-8, 206, 197600, 197607",
        "bytes=-999999, 206, 0, 197607",
        "bytes=0-999999999999999999, 206, 0, 197607",
        "BYTES=5-5, 206, 5, 5",
        "bytes=197608-, 416, 0, 0",
        "bytes=-0, 416, 0, 0",
        "bytes=9-5, 200, 0, 197607",
        "bytes=-, 200, 0, 197607",
        "bytes=a-b, 200, 0, 197607",
        "'bytes=0-1,3-4', 200, 0, 197607",
        "lines=0-1, 200, 0, 197607",
        "bytes=0-99999999999999999999999999, 200, 0, 197607"
    })
    void aRangeOfTheContent(String range, int status, int first, int last) throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store, PATCH.all());

            var reply = client.get(BASE + "/content", "Range: " + range);

            assertEquals(status, reply.status());
            if (status == 416) {
                assertEquals("bytes */197608", reply.header("Content-Range"));
            } else {
                assertArrayEquals(Arrays.copyOfRange(PATCH.bytes(), first, last + 1), reply.body());
                assertEquals(
                        status == 206 ? "bytes " + first + "-" + last + "/197608" : "", reply.header("Content-Range"));
            }
        }
    }

    @Test
    void aRangeIsKeptOnlyWhileTheThingIsTheSame() throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var tag = client.head(BASE + "/content").header("ETag");

            assertEquals(
                    206,
                    client.get(BASE + "/content", "Range: bytes=0-9", "If-Range: " + tag)
                            .status());
            assertEquals(
                    200,
                    client.get(BASE + "/content", "Range: bytes=0-9", "If-Range: \"old\"")
                            .status());
            assertEquals(
                    200,
                    client.get(BASE + "/content", "Range: bytes=0-9", "If-Range: W/" + tag)
                            .status());
            assertEquals(
                    304,
                    client.get(BASE + "/content", "If-None-Match: \"x\", W/" + tag)
                            .status());
            assertEquals(
                    200, client.get(BASE + "/content", "If-None-Match: \"x\"").status());
        }
    }

    @Test
    void whatIsNotThereYetIsSaidRightly() throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store, 0, 1);

            assertEquals(404, client.get("/v1/releases/other@1/manifest").status());
            assertEquals(404, client.get("/v1/releases/rubbish/manifest").status());
            assertEquals(404, client.get(BASE + "/segments/2").status());
            assertEquals(404, client.get(BASE + "/segments/4").status());
            assertEquals(404, client.get(BASE + "/segments/x").status());
            assertEquals(404, client.get(BASE + "/segments/99999999999").status());
            var whole = client.get(BASE + "/content");
            assertEquals(503, whole.status());
            assertEquals("2", whole.header("Retry-After"));
            assertEquals(
                    206, client.get(BASE + "/content", "Range: bytes=0-131071").status());
            assertEquals(
                    503,
                    client.get(BASE + "/content", "Range: bytes=131071-131072").status());
            assertTrue(client.get("/v1/releases/other@1/manifest").text().contains("\"status\":404"));
        }
    }

    @Test
    void headTellsTheSameWithoutTheBytes() throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store, PATCH.all());

            assertEquals("197608", client.head(BASE + "/content").header("Content-Length"));
            assertEquals("65536", client.head(BASE + "/segments/0").header("Content-Length"));
            assertEquals("bytes", client.head(BASE + "/segments/0").header("Accept-Ranges"));
            assertEquals(200, client.head(BASE + "/manifest").status());
            assertEquals(404, client.head(BASE + "/segments/7").status());
            assertEquals(200, client.get(BASE + "/segments/0").status());
            await().until(() -> fixture.served.size() == 1);
        }
    }

    @Test
    void aBusyHolderNamesAlternatesInAllThreeWays() throws Exception {
        var alice = new Holder(new HolderId("p-alice"), HolderKind.PEER, URI.create("http://10.0.0.7:8080"));
        Admission busy = ask -> new Admission.Busy(Duration.ofMillis(1500), List.of(alice));
        try (var fixture = new ServerFixture(directory, HttpLimits.DEFAULT, Uplink.unlimited(), busy, routes -> {});
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store, PATCH.all());

            var reply = client.get(BASE + "/segments/1");

            assertEquals(503, reply.status());
            assertEquals("2", reply.header("Retry-After"));
            assertEquals("<http://10.0.0.7:8080" + BASE + "/segments/1>; rel=duplicate", reply.header("Link"));
            assertTrue(reply.text().contains("\"peer_id\":\"p-alice\""), reply.text());
            assertEquals(200, client.get(BASE + "/manifest").status());
        }
    }

    @Test
    void aPermitIsGivenBackHoweverTheServingEnds() throws Exception {
        var permits = new AtomicInteger();
        Admission counting = ask -> {
            permits.incrementAndGet();
            return new Admission.Admitted(permits::decrementAndGet);
        };
        var big = Patch.of(20, 1 << 20);
        try (var fixture =
                new ServerFixture(directory, HttpLimits.DEFAULT, Uplink.unlimited(), counting, routes -> {})) {
            big.storeIn(fixture.store, big.all());
            try (var client = fixture.client()) {
                client.get(BASE + "/segments/0");
                client.send("GET " + BASE + "/content HTTP/1.1", "Host: here", "");
                assertEquals('H', client.read());
                assertEquals(1, permits.get());
            }
            await().until(() -> permits.get() == 0 && fixture.served.size() == 2);
            assertTrue(fixture.served.get(1).bytes() < big.bytes().length);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/v1/releases/ims-client%404.2.1/manifest", "http://any/v1/releases/ims-client@4.2.1/manifest?x"
            })
    void otherSpellingsOfAPath(String path) throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store);

            assertEquals(200, client.get(path).status());
        }
    }

    @Test
    void theMetalinkNamesEverySegmentsDigest() throws Exception {
        try (var fixture = ServerFixture.serving(directory);
                var client = fixture.client()) {
            PATCH.storeIn(fixture.store);

            var reply = client.get(BASE + ".meta4");

            assertEquals("application/metalink4+xml", reply.header("Content-Type"));
            assertTrue(reply.text().contains("<url>http://here" + BASE + "/content</url>"));
            for (int n : PATCH.all()) {
                assertTrue(reply.text().contains("<hash>" + PATCH.manifest().segmentDigest(n) + "</hash>"));
            }
            assertFalse(reply.text().contains("null"));
        }
    }
}
