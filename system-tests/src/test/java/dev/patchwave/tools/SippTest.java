package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A phone played by SIPp, a SIP stack that is not ours.
 *
 * <p>SIPp 3.6 knows MD5 alone, and reads only the first challenge of several: the source offers it nothing else.
 */
@Tag("tools")
class SippTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Process phone;

    @AfterEach
    void hangUp() {
        if (phone != null) {
            phone.destroyForcibly();
        }
    }

    @Test
    void aPhoneRegistersSubscribesAndIsToldOfAForcedUpgrade() throws Exception {
        try (var network = new SmallNetwork(directory.resolve("network"))) {
            network.edit(SmallNetwork.SOURCE, "home: op.example", "home: op.example, digest: [MD5]");
            network.start(SmallNetwork.SOURCE, SmallNetwork.CACHE);
            var patch = TestPatch.of(2_500_000, 13).writeTo(directory.resolve("patch"));
            network.publish(patch, "1.0").succeeded();

            phone = call(network, "demo-password");
            awaitSent("NOTIFY", "200 OK");
            var ordered =
                    network.force(SmallNetwork.release("1.0"), "--domain", SmallNetwork.DOMAIN, "--deadline", "1h");
            ordered.succeeded();

            assertTrue(phone.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::messages);
            assertEquals(0, phone.exitValue(), this::messages);
        }
    }

    @Test
    void aPhoneWithAWrongPasswordIsChallengedAgain() throws Exception {
        try (var network = new SmallNetwork(directory.resolve("network"))) {
            network.edit(SmallNetwork.SOURCE, "home: op.example", "home: op.example, digest: [MD5]");
            network.start(SmallNetwork.SOURCE);

            phone = call(network, "wrong");

            assertTrue(phone.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), this::messages);
            assertEquals(1, phone.exitValue(), this::messages);
            assertTrue(!messages().contains("SIP/2.0 200"), this::messages);
            assertTrue(messages().contains("received 'SIP/2.0 401 Unauthorized"), this::messages);
        }
    }

    /** Waits until the phone has answered its first NOTIFY. */
    private void awaitSent(String request, String answer) {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            String seen = messages();
            int asked = seen.indexOf(request + " sip:");
            return (asked >= 0 && seen.indexOf(answer, asked) >= 0) || !phone.isAlive();
        });
    }

    private Process call(SmallNetwork network, String password) throws IOException {
        Files.copy(getClass().getResourceAsStream("/sipp/phone.xml"), directory.resolve("phone.xml"));
        return ExternalTool.SIPP.start(
                directory,
                directory.resolve("sipp.out"),
                List.of(
                        "-sf",
                        "phone.xml",
                        "-m",
                        "1",
                        "-i",
                        "127.0.0.1",
                        "-p",
                        String.valueOf(freeUdpPort()),
                        "-key",
                        "user",
                        SmallNetwork.PHONE,
                        "-key",
                        "domain",
                        "op.example",
                        "-au",
                        SmallNetwork.PHONE + "@op.example",
                        "-ap",
                        password,
                        "-default_behaviors",
                        "abortunexp",
                        "-key",
                        "cell",
                        SmallNetwork.CELL,
                        "-timeout",
                        "50s",
                        "-nostdin",
                        "-trace_msg",
                        "-message_file",
                        "messages",
                        "-trace_err",
                        "-error_file",
                        "errors",
                        network.deployment().configurations().sourceSip().substring("sip:".length())));
    }

    private static int freeUdpPort() throws IOException {
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return socket.getLocalPort();
        }
    }

    private String messages() {
        return read("messages") + read("errors");
    }

    private String read(String name) {
        try {
            var file = directory.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
