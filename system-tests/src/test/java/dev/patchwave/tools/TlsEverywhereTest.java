package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.launcher.demo.Configurations;
import dev.patchwave.launcher.demo.Deployment;
import dev.patchwave.launcher.demo.Members;
import dev.patchwave.launcher.demo.Safeguard;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network in which everybody speaks TLS, and what an intruder with curl can do in it. */
@Tag("tools")
class TlsEverywhereTest {
    private static final String VERSION = "2.0";
    private static final String RELEASE = Configurations.PRODUCT + "@" + VERSION;
    private static final String FIRST_CELL = "23415A1C20012345";
    private static final String SECOND_CELL = "23415B2C20054321";

    private static final String FALSE_REPORT = """
            {"request_type":"CONNECT","action":"JOIN","peer_id":"cache-1","swarm_id":"%s","peer_mode":"LEECH","bitfield":"AA==",\
            "in_flight":[],"want":2,"faults":[],"stat":{"uploaded_bytes":0,"downloaded_bytes":{}}}""".formatted(RELEASE);

    @TempDir
    private Path directory;

    @Test
    void everybodyInstallsAndNobodyElseMayPushOrReport() throws IOException {
        var uplink = new Members.Uplink("400Mbit/s", 4);
        var members = new Members(
                uplink,
                List.of(
                        new Members.Cache("cache-1", "area-1", "23415A", uplink),
                        new Members.Cache("cache-2", "area-2", "23415B", uplink)),
                List.of(
                        new Members.Client("alice", FIRST_CELL, "240Mbit/s"),
                        new Members.Client("nina", SECOND_CELL, "240Mbit/s")));
        try (var network = new Deployment(directory.resolve("network"), members, Set.of(Safeguard.TLS))) {
            network.makeKeys();
            network.start(network.names());
            network.awaitUp(network.names());
            network.publish(
                    TestPatch.of(2 << 20, 5).writeTo(directory.resolve("patch")), Configurations.PRODUCT, VERSION);
            network.force(RELEASE, "area-1");
            network.force(RELEASE, "area-2");
            awaitInstalled(network, "alice");
            awaitInstalled(network, "nina");

            anybodyFetches(network);
            onlyTheSourcePushes(network);
            onlyACacheReportsAsItself(network);
            onlyThePublisherPublishes(network);
            peersAreServedByTls(network);
        }
    }

    private static void awaitInstalled(Deployment network, String client) {
        Awaitility.await(client)
                .atMost(Duration.ofSeconds(60))
                .until(() -> network.status(client)
                        .filter(status -> status.releases().stream()
                                .anyMatch(held -> held.release().equals(RELEASE)
                                        && held.state().equals("installed")
                                        && held.digestEqual()))
                        .isPresent());
    }

    private void anybodyFetches(Deployment network) throws IOException {
        assertEquals("200", curl(network, path(network, "cache-1", "/segments/0")));
        assertEquals("200", curl(network, path(network, "source", "/segments/0")));
    }

    private void onlyTheSourcePushes(Deployment network) throws IOException {
        for (String path : List.of("/segments/0", "/manifest")) {
            var there = path(network, "cache-1", path);
            assertEquals("403", put(network, there));
            assertEquals("403", put(network, there, shown(network, "cache-2")));
            assertEquals("403", put(network, there, shown(network, "publisher")));
        }
        assertEquals("422", put(network, path(network, "cache-1", "/segments/0"), shown(network, "source")));
    }

    private void onlyACacheReportsAsItself(Deployment network) throws IOException {
        var there = path(network, "source", "/swarm");
        String report =
                Files.writeString(directory.resolve("report"), FALSE_REPORT).toString();
        String[] post = {"--data-binary", "@" + report, "-H", "Content-Type: application/json"};
        assertEquals("403", curl(network, there, post));
        assertEquals("403", curl(network, there, and(post, shown(network, "cache-2"))));
        assertEquals(
                2,
                network.status("source").orElseThrow().members().stream()
                        .filter(member -> member.kind().equals("cache") && member.ownedSegments() == member.segments())
                        .count(),
                "a false report changes nothing");
        assertEquals("200", curl(network, there, and(post, shown(network, "cache-1"))));
    }

    private void onlyThePublisherPublishes(Deployment network) throws IOException {
        var there = path(network, "source", "/segments/0");
        assertEquals("403", put(network, there));
        assertEquals("403", put(network, there, shown(network, "cache-1")));
        assertEquals("422", put(network, there, shown(network, "publisher")));
    }

    private void peersAreServedByTls(Deployment network) throws IOException {
        var plain = network.uri("alice");
        var encrypted = URI.create("https://" + plain.getAuthority() + "/healthz");
        assertEquals("200", curl(network, encrypted, "--insecure"));
        assertEquals("200", curl(network, plain.resolve("/healthz")), "this host may ask in the clear");
    }

    private static URI path(Deployment network, String name, String path) {
        return network.uri(name).resolve("/v1/releases/" + RELEASE + path);
    }

    /** Too short for a segment, and no manifest: 422 for those who may. */
    private String put(Deployment network, URI there, String... more) throws IOException {
        return curl(network, there, and(new String[] {"-X", "PUT", "--data-binary", "nonsense"}, more));
    }

    private static String[] shown(Deployment network, String name) {
        Path keys = network.directory().resolve("tls");
        return new String[] {
            "--cert",
            keys.resolve(name + ".pem").toString(),
            "--key",
            keys.resolve(name + ".key").toString()
        };
    }

    private static String[] and(String[] some, String... more) {
        var all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** The status that it is answered. */
    private String curl(Deployment network, URI there, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("-s", "-o", "/dev/null", "-w", "%{http_code}"));
        arguments.addAll(List.of(
                "--cacert", network.directory().resolve("tls/authority.pem").toString()));
        arguments.addAll(List.of(more));
        arguments.add(there.toString());
        return ExternalTool.CURL.run(directory, arguments).succeeded().out().strip();
    }
}
