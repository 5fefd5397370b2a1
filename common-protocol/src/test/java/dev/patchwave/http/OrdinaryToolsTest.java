package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What people already have works with our server. Each is skipped where its tool is not installed. */
@ExtendWith(LeakCheck.class)
class OrdinaryToolsTest {
    private static final Patch PATCH = Patch.of(20, 1 << 20);

    @TempDir
    Path directory;

    @Test
    void curlGoesOnWhereItStopped() throws Exception {
        try (var fixture = ServerFixture.serving(directory.resolve("store"))) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var file = directory.resolve("patch");
            Files.write(file, Arrays.copyOf(PATCH.bytes(), 3_333_333));

            var output = run("curl", "-sS", "-f", "-C", "-", "-o", file.toString(), content(fixture));

            assertEquals("", output);
            assertArrayEquals(PATCH.bytes(), Files.readAllBytes(file));
            assertEquals(PATCH.bytes().length - 3_333_333, fixture.served.get(0).bytes());
        }
    }

    @Test
    void curlPutsASegment() throws Exception {
        var inbox = new KnowsOne(PATCH);
        try (var fixture = new ServerFixture(
                directory.resolve("store"),
                HttpLimits.DEFAULT,
                Uplink.unlimited(),
                Admission.open(),
                routes -> routes.segments().accept(routes.router(), inbox, routes.limits()))) {
            var held = PATCH.storeIn(fixture.store);
            var file = directory.resolve("segment");
            Files.write(file, PATCH.segment(4));
            var to = HttpFetcher.segmentUri(fixture.uri(), Patch.RELEASE, 4).toString();

            assertEquals("201", run("curl", "-sS", "-w", "%{http_code}", "-T", file.toString(), to));
            assertEquals("204", run("curl", "-sS", "-w", "%{http_code}", "-T", file.toString(), to));
            assertTrue(held.owned().contains(4));
        }
    }

    @Test
    void aria2MendsAFileByTheMetalink() throws Exception {
        try (var fixture = ServerFixture.serving(directory.resolve("store"))) {
            PATCH.storeIn(fixture.store, PATCH.all());
            var file = directory.resolve("ims-client-4.2.1");

            aria2(fixture, "--split=4", "--min-split-size=1M", "--max-connection-per-server=4");
            assertArrayEquals(PATCH.bytes(), Files.readAllBytes(file));

            byte[] damaged = PATCH.bytes().clone();
            damaged[7_777_777] ^= 1;
            Files.write(file, damaged);
            fixture.served.clear();
            aria2(fixture, "--check-integrity=true");

            assertArrayEquals(PATCH.bytes(), Files.readAllBytes(file));
            assertEquals(
                    1 << 20,
                    fixture.served.stream()
                            .mapToLong(ServedListener.Served::bytes)
                            .sum());
        }
    }

    private void aria2(ServerFixture fixture, String... options) throws Exception {
        var command = new ArrayList<>(List.of("aria2c", "--no-conf", "--dir=" + directory, "--follow-metalink=mem"));
        command.addAll(List.of(options));
        command.add(fixture.uri() + "/v1/releases/" + Patch.RELEASE + ".meta4");
        run(command.toArray(String[]::new));
    }

    private static String content(ServerFixture fixture) {
        return fixture.uri() + "/v1/releases/" + Patch.RELEASE + "/content";
    }

    private String run(String... command) throws Exception {
        var log = directory.resolve("output");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "SKIPPED: " + command[0] + " is not installed, so it was not tried here");
            throw e;
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS), command[0] + " hangs");
        var output = Files.readString(log, StandardCharsets.UTF_8);
        assertEquals(0, process.exitValue(), output);
        return output;
    }
}
