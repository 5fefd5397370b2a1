package dev.patchwave.badinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.launcher.demo.FreePorts;
import dev.patchwave.tools.Run;
import dev.patchwave.tools.SmallNetwork;
import dev.patchwave.tools.TestPatch;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a running network refuses: wrong people, wrong names, wrong keys, and whoever wants a place that is taken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunningNetworkTest {
    private static final TestPatch PATCH = TestPatch.of(1_500_000, 21);

    @TempDir
    static Path directory;

    private SmallNetwork network;
    private Path patch;

    @BeforeAll
    void start() throws IOException {
        network = new SmallNetwork(directory.resolve("network"));
        network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE, SmallNetwork.CLIENT);
        patch = PATCH.writeTo(directory.resolve("patch"));
        network.publish(patch, "1.0").succeeded();
    }

    @AfterAll
    void stop() {
        network.close();
    }

    @Test
    void anAdminWithAWrongPassword() throws IOException {
        var arguments = new java.util.ArrayList<>(
                List.of("force", "--release", SmallNetwork.release("1.0"), "--domain", SmallNetwork.DOMAIN));
        arguments.addAll(network.deployment().configurations().adminArguments());
        arguments.replaceAll(word -> word.equals("demo-password") ? "guessed" : word);

        OneLine.expect(Run.patchwave(directory, arguments), OneLine.FAILED, "wrong user name or password");
    }

    @Test
    void aReleaseThatNobodyPublished() throws IOException {
        var run = network.force(SmallNetwork.release("9.9"), "--domain", SmallNetwork.DOMAIN);

        OneLine.expect(run, OneLine.FAILED, "404", "release ims-client@9.9 is not published here");
    }

    @Test
    void aDomainThatDoesNotExist() throws IOException {
        var run = network.force(SmallNetwork.release("1.0"), "--domain", "area-51");

        OneLine.expect(run, OneLine.FAILED, "404", "domain area-51 does not exist here");
    }

    @Test
    void anOrderToNobody() throws IOException {
        OneLine.expect(network.force(SmallNetwork.release("1.0")), OneLine.REFUSED, "either --domain or --subscriber");
    }

    @Test
    void anotherPublishersKey() throws IOException {
        Run.patchwave(directory, List.of("keygen", "stranger.pem")).succeeded();

        var run = network.publish(patch, "2.0", directory.resolve("stranger.pem"));

        OneLine.expect(run, OneLine.FAILED, "refused the manifest (403)", "signed by key");
        assertFalse(Files.exists(network.directory().resolve("source/releases/ims-client@2.0")));
    }

    @Test
    void theSameFileAgainIsFine() throws IOException {
        var again = network.publish(patch, "1.0").succeeded();

        assertTrue(again.out().contains("published ims-client@1.0, sequence 1: 1500000 bytes"), again::toString);
    }

    @Test
    void anotherContentUnderTheSameVersion() throws IOException {
        var other = TestPatch.of(1_500_000, 22).writeTo(directory.resolve("other"));

        OneLine.expect(
                network.publish(other, "1.0"),
                OneLine.FAILED,
                "ims-client@1.0 is already published with another content");
    }

    @Test
    void aClientWithAWrongPassword() throws IOException {
        Path config = Files.writeString(
                directory.resolve("intruder.yaml"), network.edited(SmallNetwork.PHONE, "demo-password", "guessed"));

        var run = Run.patchwave(directory, List.of("client", "--config", config.toString()));

        assertEquals(OneLine.FAILED, run.exitCode(), run::toString);
        var warnings = run.err().lines().filter(line -> line.contains(" WARN ")).toList();
        assertEquals(1, warnings.size(), run::toString);
        assertTrue(warnings.getFirst().contains("not registered status=\"401\""), run::toString);
        assertTrue(
                run.err()
                        .contains("\npatchwave: the registrar sip:127.0.0.1:" + sipPort()
                                + " refuses this identity and password (401)"),
                run::toString);
        assertFalse(run.err().contains("\tat "), run::toString);
    }

    @ParameterizedTest
    @CsvSource({"source,source", "cache,cache-1", "client,alice"})
    void aDataDirectoryInUse(String command, String name) throws IOException {
        var run = start(command, Files.readString(network.config(name)));

        OneLine.expect(
                run, OneLine.FAILED, network.directory().resolve(name).toString(), "is in use by another process");
    }

    @ParameterizedTest
    @CsvSource({"source,source", "cache,cache-1", "client,alice"})
    void anHttpPortInUse(String command, String name) throws IOException {
        int port = network.deployment().uri(name).getPort();

        var run = start(command, moved(name).replace(sipPort(), String.valueOf(FreePorts.next())));

        OneLine.expect(run, OneLine.FAILED, "cannot listen on 127.0.0.1:" + port + ": Address already in use");
    }

    @Test
    void theSourcesSipPortInUse() throws IOException {
        String http =
                String.valueOf(network.deployment().uri(SmallNetwork.SOURCE).getPort());

        var run = start("source", moved(SmallNetwork.SOURCE).replace(http, String.valueOf(FreePorts.next())));

        OneLine.expect(run, OneLine.FAILED, "cannot listen on 127.0.0.1:" + sipPort(), "Address already in use");
    }

    @ParameterizedTest
    @CsvSource({"cache,cache-1", "client,alice"})
    void aSipPortInUse(String command, String name) throws IOException {
        try (var taken = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String http = String.valueOf(network.deployment().uri(name).getPort());
            String yaml = moved(name)
                    .replace(http, String.valueOf(FreePorts.next()))
                    .replace("sip:\n", "sip:\n  listen: '127.0.0.1:" + taken.getLocalPort() + "'\n");

            var run = start(command, yaml);

            OneLine.expect(
                    run,
                    OneLine.FAILED,
                    "cannot listen on 127.0.0.1:" + taken.getLocalPort(),
                    "Address already in use");
        }
    }

    @Test
    void afterAllThatTheNetworkStillWorks() throws IOException {
        network.force(SmallNetwork.release("1.0"), "--domain", SmallNetwork.DOMAIN)
                .succeeded();

        network.awaitStatus(SmallNetwork.CLIENT, status -> status.version().equals("1.0"));
    }

    /** A program's configuration with a data directory of its own. */
    private String moved(String name) throws IOException {
        return network.edited(
                name,
                "dataDirectory: '" + network.directory().resolve(name),
                "dataDirectory: '" + directory.resolve("elsewhere-" + name));
    }

    private Run start(String command, String yaml) throws IOException {
        Path config = Files.writeString(directory.resolve("second.yaml"), yaml);
        return Run.patchwave(directory, List.of(command, "--config", config.toString()));
    }

    private String sipPort() {
        String sip = network.deployment().configurations().sourceSip();
        return sip.substring(sip.lastIndexOf(':') + 1);
    }
}
