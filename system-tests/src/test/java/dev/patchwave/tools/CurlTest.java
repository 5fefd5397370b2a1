package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl at a cache that a campaign filled. */
@Tag("tools")
class CurlTest {
    private static final TestPatch PATCH = TestPatch.of(5_000_000, 11);
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
    void aRangeOfTheContentIsThoseBytes() throws IOException {
        var answer = curl("-r", "1048570-2097200", content());

        assertEquals("206", answer);
        assertArrayEquals(PATCH.range(1_048_570, 2_097_201), received());
        assertTrue(headers().contains("content-range: bytes 1048570-2097200/5000000"), headers());
    }

    @Test
    void theLastBytesCanBeAskedFor() throws IOException {
        assertEquals("206", curl("-r", "-100", content()));
        assertArrayEquals(PATCH.range(4_999_900, 5_000_000), received());
    }

    @Test
    void aRangeOfASegmentIsThoseBytes() throws IOException {
        assertEquals("206", curl("-r", "10-19", release("/segments/4")));
        assertArrayEquals(PATCH.range((4 << 20) + 10, (4 << 20) + 20), received());
    }

    @Test
    void aWholeSegmentIsItsBytes() throws IOException {
        assertEquals("200", curl(release("/segments/2")));
        assertArrayEquals(PATCH.segment(2), received());
    }

    @Test
    void aRangeBehindTheEndIsRefusedWithTheLength() throws IOException {
        assertEquals("416", curl("-r", "5000000-", content()));
        assertTrue(headers().contains("content-range: bytes */5000000"), headers());
    }

    @Test
    void aHalfDownloadedFileIsResumed() throws IOException {
        var file = directory.resolve("patch");
        Files.write(file, PATCH.range(0, 2_345_678));

        ExternalTool.CURL
                .run(directory, "-sSf", "-C", "-", "-D", "headers", "-o", file.toString(), content())
                .succeeded();

        assertEquals(PATCH.digest(), Digest.of(Files.readAllBytes(file)).toString());
        assertTrue(headers().contains("content-length: " + (5_000_000 - 2_345_678)), headers());
    }

    @Test
    void theEtagIsTheDigestAndSparesASecondDownload() throws IOException {
        assertEquals("200", curl("-I", content()));
        assertTrue(headers().contains("etag: \"" + PATCH.digest() + "\""), headers());

        assertEquals("304", curl("-H", "If-None-Match: \"" + PATCH.digest() + "\"", content()));
        assertEquals(0, received().length);
    }

    @Test
    void aRangeOfWhatIsStillTheSameIsThatRange() throws IOException {
        assertEquals("206", curl("-r", "0-9", "-H", "If-Range: \"" + PATCH.digest() + "\"", content()));
        assertArrayEquals(PATCH.range(0, 10), received());
    }

    @Test
    void aRangeOfWhatHasChangedIsAllOfTheNew() throws IOException {
        assertEquals("200", curl("-r", "0-9", "-H", "If-Range: \"another\"", content()));
        assertArrayEquals(PATCH.bytes(), received());
    }

    @Test
    void whatIsNotThereIsToldAsAProblem() throws IOException {
        assertEquals("404", curl(running.deployment().uri(SmallNetwork.CACHE) + "/v1/releases/ims-client@9/content"));
        assertTrue(headers().contains("content-type: application/problem+json"), headers());
    }

    private String curl(String... arguments) throws IOException {
        Files.deleteIfExists(directory.resolve("received"));
        var all = new java.util.ArrayList<>(
                java.util.List.of("-sS", "-D", "headers", "-o", "received", "-w", "%{http_code}"));
        all.addAll(java.util.List.of(arguments));
        return ExternalTool.CURL.run(directory, all).succeeded().out();
    }

    private byte[] received() throws IOException {
        var file = directory.resolve("received");
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private String headers() throws IOException {
        return Files.readString(directory.resolve("headers")).toLowerCase(java.util.Locale.ROOT);
    }

    private static String content() {
        return release("/content");
    }

    private static String release(String path) {
        return running.deployment().uri(SmallNetwork.CACHE) + "/v1/releases/" + SmallNetwork.release(VERSION) + path;
    }
}
