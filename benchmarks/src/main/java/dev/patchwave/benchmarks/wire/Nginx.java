package dev.patchwave.benchmarks.wire;

import dev.patchwave.benchmarks.Patience;
import dev.patchwave.launcher.demo.FreePorts;
import dev.patchwave.release.Manifest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with sendfile, a worker for each core, no access log: the segments are files of their own. */
record Nginx(Process process, URI base) implements Server {
    static final String NAME = "nginx";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    static Nginx start(Path directory, Path patch, Optional<Certificate> shown) throws IOException {
        Files.createDirectories(directory.resolve("logs"));
        cut(directory.resolve("root/v1/releases/" + WireServer.RELEASE + "/segments"), patch);
        int port = FreePorts.next();
        var configuration = Files.writeString(directory.resolve("nginx.conf"), configuration(directory, port, shown));
        var process = new ProcessBuilder("nginx", "-p", directory.toString(), "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.log").toFile())
                .start();
        var nginx = new Nginx(process, URI.create((shown.isPresent() ? "https" : "http") + "://127.0.0.1:" + port));
        Patience.await("nginx answers", PATIENCE, () -> answers(port));
        return nginx;
    }

    private static String configuration(Path directory, int port, Optional<Certificate> shown) {
        return """
                daemon off;
                %s
                worker_processes auto;
                pid %s;
                error_log stderr;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    sendfile on;
                    tcp_nopush on;
                    keepalive_requests 1000000;
                    default_type application/octet-stream;
                    open_file_cache max=4096;
                    etag on;
                    server {
                        listen 127.0.0.1:%d%s
                        root %s;
                    }
                }
                """.formatted(
                        System.getProperty("user.name").equals("root") ? "user root;" : "",
                        directory.resolve("nginx.pid"),
                        port,
                        shown.map(Nginx::secured).orElse(";"),
                        directory.resolve("root"));
    }

    /** The cipher is the client's first choice, as it is with ours. */
    private static String secured(Certificate shown) {
        return " ssl; ssl_certificate %s; ssl_certificate_key %s; ssl_protocols TLSv1.3;"
                .formatted(shown.certificate(), shown.key());
    }

    private static void cut(Path segments, Path patch) throws IOException {
        Files.createDirectories(segments);
        byte[] bytes = Files.readAllBytes(patch);
        int size = Manifest.DEFAULT_SEGMENT_SIZE_BYTES;
        for (int n = 0; n * size < bytes.length; n++) {
            Files.write(segments.resolve(Integer.toString(n)), Arrays.copyOfRange(bytes, n * size, (n + 1) * size));
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.children())
                .map(ProcessHandle::pid)
                .toList();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
