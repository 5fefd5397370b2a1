package dev.patchwave.launcher.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.tls.TlsIdentity;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TlsCommandTest {
    private static final int PATIENCE_SECONDS = 20;

    @TempDir
    private Path directory;

    private int run(String... options) {
        var line = new CommandLine(new TlsCommand());
        line.setOut(new PrintWriter(new StringWriter()));
        line.setErr(new PrintWriter(new StringWriter()));
        line.setExecutionExceptionHandler((failure, command, parsed) -> 2);
        var arguments = new java.util.ArrayList<>(List.of("--directory", directory.toString()));
        arguments.addAll(List.of(options));
        return line.execute(arguments.toArray(String[]::new));
    }

    private SSLContext context(String name, Path authority) throws Exception {
        var keys = KeyManagerFactory.getInstance("PKIX");
        var own = TlsIdentity.own(file(name + ".pem"), file(name + ".key"));
        keys.init(own, TlsIdentity.NO_PASSWORD);
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(TlsIdentity.trusted(List.of(authority.toString())));
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /** Both sides show a certificate; the client insists on the address. @return whom the server met */
    private String meet(SSLContext server, SSLContext client) throws Exception {
        try (var listening = (SSLServerSocket)
                        server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var threads = Executors.newSingleThreadExecutor()) {
            listening.setNeedClientAuth(true);
            var met = threads.submit(() -> {
                try (var socket = (SSLSocket) listening.accept()) {
                    socket.getInputStream().read();
                    return socket.getSession().getPeerPrincipal().getName();
                }
            });
            try (var socket =
                    (SSLSocket) client.getSocketFactory().createSocket("127.0.0.1", listening.getLocalPort())) {
                var parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.getOutputStream().write(1);
            }
            return met.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Test
    void serversAndClientsMeetByTheAuthorityAlone() throws Exception {
        assertEquals(0, run("--server", "source=127.0.0.1,source.op.example", "--client", "alice"));
        assertEquals(0, run("--server", "cache-1=127.0.0.1,::1"), "added to the authority that is there");
        Path authority = directory.resolve("authority.pem");
        var source = context("source", authority);
        assertEquals(
                "CN=alice, O=Patchwave".replace(", ", ","),
                meet(source, context("alice", authority)).replace(", ", ","));
        assertEquals(
                "CN=source,O=Patchwave",
                meet(context("cache-1", authority), source).replace(", ", ","));
        var mode = Files.getPosixFilePermissions(directory.resolve("source.key"));
        assertEquals("rw-------", PosixFilePermissions.toString(mode));
    }

    @Test
    void aCertificateForAnotherHostOrOfAClientIsRefused() throws Exception {
        assertEquals(0, run("--server", "source=192.0.2.1", "--client", "alice"));
        Path authority = directory.resolve("authority.pem");
        var alice = context("alice", authority);
        assertThrows(SSLException.class, () -> meet(context("source", authority), alice));
        assertThrows(SSLException.class, () -> meet(alice, context("source", authority)));
    }

    /** By which source and caches tell each other apart, wherever they stand. */
    @Test
    void everyCertificateNamesWhoseItIs() throws Exception {
        assertEquals(
                0, run("--server", "cache-1=127.0.0.1,cache-1", "--client", "publisher", "--client", "no_host_name"));
        assertEquals(List.of(List.of(2, "cache-1"), List.of(7, "127.0.0.1")), names("cache-1"));
        assertEquals(List.of(List.of(2, "publisher")), names("publisher"));
        assertEquals(List.of(), names("no_host_name"));
    }

    private List<List<?>> names(String name) throws Exception {
        var certificate = TlsIdentity.read(file(name + ".pem"), file(name + ".key"))
                .chain()
                .getFirst();
        var names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : List.copyOf(names);
    }

    @Test
    void aStrangersAuthorityIsRefused() throws Exception {
        assertEquals(0, run("--server", "source=127.0.0.1", "--client", "alice"));
        Path other = directory.resolve("other");
        assertEquals(0, new CommandLine(new TlsCommand()).execute("--directory", other.toString()));
        var stranger = context("alice", other.resolve("authority.pem"));
        var source = context("source", directory.resolve("authority.pem"));
        assertThrows(SSLException.class, () -> meet(source, stranger));
    }

    @Test
    void nothingIsOverwrittenAndNamesAreChecked() throws Exception {
        assertEquals(0, run("--client", "alice"));
        byte[] key = Files.readAllBytes(directory.resolve("alice.key"));
        assertEquals(2, run("--client", "alice"));
        assertEquals(-1, Files.mismatch(directory.resolve("alice.key"), Files.write(directory.resolve("copy"), key)));
        for (String wrong : List.of("../alice", "authority", "")) {
            assertEquals(2, run("--client", wrong), wrong);
        }
        assertEquals(2, run("--server", "source"));
        assertEquals(2, run("--server", "source=bad host"));
        assertTrue(Files.deleteIfExists(directory.resolve("authority.key")));
        assertEquals(2, run("--client", "bob"));
    }
}
