package dev.patchwave.ims;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.patchwave.signal.sip.SipTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The IMS core of the testbed, running in a loopback network of its own. The testbed lies beside the project, or where {@code
 * PATCHWAVE_IMS_CORE} says; without it the tests that need it are skipped, loudly; with it but without Kamailio they fail.
 */
final class RealCore implements AutoCloseable {
    static final String DOMAIN = "ims.example";
    private static final String SEED = "testbed";
    private static final int PASSWORD_CHARS = 16;

    /** One Kamailio, or P-, I- and S-CSCF with an HSS. */
    enum Variant {
        SIMPLE,
        FULL;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final Path testbed;
    private final Variant variant;
    private final String net;
    private final Path run;
    private final Map<String, String> environment = new TreeMap<>();

    private RealCore(Path testbed, Variant variant, String net, Path run) {
        this.testbed = testbed;
        this.variant = variant;
        this.net = net;
        this.run = run;
        environment.put("IMS_NET", net);
        environment.put("IMS_RUN", run.toString());
        environment.put("IMS_SEED", SEED);
        environment.put("IMS_DOMAIN", DOMAIN);
        environment.put("IMS_TLS", "1");
    }

    /** @param net the first three numbers of the network, such as {@code 127.0.64} */
    static RealCore start(Variant variant, String net, Path run, Map<String, String> settings) throws IOException {
        var core = new RealCore(testbed(), variant, net, Files.createDirectories(run));
        core.environment.putAll(settings);
        core.start();
        return core;
    }

    /** The testbed's directory; ends the test when there is none. */
    static Path testbed() {
        String told = System.getenv("PATCHWAVE_IMS_CORE");
        Path place = Path.of(told == null ? "../../shared/ims-core" : told)
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(place.resolve("start"))) {
            String reason = "SKIPPED: no IMS core testbed in " + place + " (PATCHWAVE_IMS_CORE names another place)";
            System.err.println(reason);
            abort(reason);
        }
        return place;
    }

    void start() throws IOException {
        script("start", variant.word());
    }

    void stop() throws IOException {
        script("stop");
    }

    /** Ends the P-CSCF and starts it again: it has forgotten who is registered. The simple variant is a P-CSCF as a whole. */
    void restartProxy() throws IOException {
        if (variant == Variant.SIMPLE) {
            stop();
            start();
            return;
        }
        bash("""
                set -e
                FREE='import socket, sys
                s = socket.socket()
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind((sys.argv[1], int(sys.argv[2])))'
                FREE=$(printf '%s' "$FREE" | sed 's/^ *//')
                pid=$(awk '$1 == "pcscf" {print $2}' "$IMS_RUN/pids")
                kill -TERM "$pid"
                for i in $(seq 300); do
                    kill -0 "$pid" 2>/dev/null || python3 -c "$FREE" "$IMS_NET.10" 5060 2>/dev/null && break
                    sleep 0.1
                done
                setsid kamailio -DD -E -f "$IMS_RUN/pcscf.cfg" -m 256 -M 32 -w "$IMS_RUN" -Y "$IMS_RUN" \
                    >>"$IMS_RUN/log/pcscf.log" 2>&1 </dev/null &
                sed -i "s/^pcscf .*/pcscf $!/" "$IMS_RUN/pids"
                python3 "$TESTBED/tools/sipping.py" "$IMS_NET.10" 5060 10
                """);
    }

    /** The first three numbers of its addresses. */
    String net() {
        return net;
    }

    /** Where clients send everything. */
    String proxy() {
        return "sip:" + net + ".10:5060";
    }

    String proxy(SipTransport transport) {
        return switch (transport) {
            case UDP -> proxy();
            case TCP -> proxy() + ";transport=tcp";
            case TLS -> "sip:" + net + ".10:5061;transport=tls";
        };
    }

    /**
     * Whether it serves clients that come by TCP or TLS. The full variant's P-CSCF tells them by the port that they register from, and
     * loses those with a port of five digits, which a connection has.
     */
    boolean takesStreams() {
        return variant == Variant.SIMPLE;
    }

    /** Of its P-CSCF, signed by itself. */
    Path certificate() {
        return run.resolve("cert.pem");
    }

    /** Where an application server sends what starts with it. */
    String nextHop() {
        return "sip:" + net + (variant == Variant.FULL ? ".11" : ".10") + ":5060";
    }

    /** Where the core expects the application server. */
    String applicationServer() {
        return net + ".20:5080";
    }

    /** Addresses of its CSCFs. */
    List<String> cscfs() {
        return List.of(net + ".10", net + ".11", net + ".12");
    }

    static String identity(String user) {
        return "sip:" + user + "@" + DOMAIN;
    }

    /** As the testbed computes it. */
    static String password(String user) {
        try {
            var digest = MessageDigest.getInstance("MD5").digest((user + ":" + SEED).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, PASSWORD_CHARS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }

    private void script(String name, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(testbed.resolve(name).toString()));
        command.addAll(List.of(arguments));
        finish(command);
    }

    private void bash(String script) throws IOException {
        finish(List.of("bash", "-c", script));
    }

    /** Its output goes to a file: what stays behind as a daemon would hold a pipe open. */
    private void finish(List<String> command) throws IOException {
        Path log = run.resolve("script.log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("TESTBED", testbed.toString());
        try {
            int exit = builder.start().waitFor();
            if (exit != 0) {
                fail(command.getFirst() + " ended with " + exit + ": " + Files.readString(log)
                        + " (apt install kamailio kamailio-ims-modules kamailio-presence-modules kamailio-tls-modules"
                        + " python3 openssl procps, or leave these tests out: -DexcludedGroups=tools)");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
