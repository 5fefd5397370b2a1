package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import dev.patchwave.trust.SignedManifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a ceremony without people to a client that has a release's manifest, by what operators type. */
class RepositoryTest {
    private static final TestPatch PATCH = TestPatch.of(1_500_000, 21);

    @TempDir
    private Path directory;

    @Test
    void aPublishedReleaseIsVouchedFor() throws IOException {
        Files.writeString(directory.resolve("passphrase"), "correct horse battery\n");
        patchwave(
                        "keys",
                        "init",
                        "--directory",
                        "repository",
                        "--product",
                        "ims-client",
                        "--passphrase-file",
                        "passphrase")
                .succeeded();
        try (var network = new SmallNetwork(directory.resolve("network"))) {
            network.start(SmallNetwork.SOURCE);
            Path patch = PATCH.writeTo(directory.resolve("patch"));
            String published = publish(network, patch).succeeded().out();
            assertEquals(published, publish(network, patch).succeeded().out(), "the second time nothing changes");
        }
        assertTrue(Files.exists(directory.resolve("repository/public/metadata/2.ims-client.json")));
        Path manifest = download();
        var read = read(manifest);
        assertEquals(PATCH.digest(), read.manifest().digest().toString());
    }

    private Run publish(SmallNetwork network, Path patch) throws IOException {
        var words =
                new ArrayList<>(List.of("publish", patch.toString(), "--product", "ims-client", "--version", "1.0"));
        words.addAll(List.of(
                "--key", network.deployment().configurations().privateKey().toString()));
        words.addAll(List.of(
                "--source", network.deployment().uri(SmallNetwork.SOURCE).toString()));
        words.addAll(List.of("--repository", "repository", "--passphrase-file", "passphrase", "--precursor", "0.9"));
        return patchwave(words.toArray(String[]::new));
    }

    private Path download() throws IOException {
        HttpServer server = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                directory.resolve("repository/public").toAbsolutePath(),
                SimpleFileServer.OutputLevel.NONE);
        server.start();
        try {
            String base = "http://127.0.0.1:" + server.getAddress().getPort();
            String root = "repository/public/metadata/1.root.json";
            patchwave("tuf-client", "--metadata-dir", "tuf", "init", root).succeeded();
            String said = patchwave(
                            "tuf-client",
                            "--metadata-dir",
                            "tuf",
                            "--metadata-url",
                            base + "/metadata",
                            "download",
                            "--target-name",
                            "ims-client/1.0.manifest",
                            "--target-base-url",
                            base + "/targets",
                            "--target-dir",
                            "downloads")
                    .succeeded()
                    .out();
            return directory.resolve(said.substring(said.lastIndexOf(' ') + 1).strip());
        } finally {
            server.stop(0);
        }
    }

    private static SignedManifest read(Path file) throws IOException {
        try {
            return SignedManifest.readBack(Files.readAllBytes(file));
        } catch (dev.patchwave.trust.TrustProblem e) {
            throw new AssertionError(file + " is no manifest", e);
        }
    }

    private Run patchwave(String... words) throws IOException {
        return Run.patchwave(directory, List.of(words));
    }
}
