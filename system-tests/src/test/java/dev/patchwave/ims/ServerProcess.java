package dev.patchwave.ims;

import dev.patchwave.launcher.StatusClient;
import dev.patchwave.status.ProgramStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A source or cache as a process of its own, started like an operator starts it. */
final class ServerProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Path log;
    private final URI http;
    private final Process process;

    private ServerProcess(String name, Path log, URI http, Process process) {
        this.name = name;
        this.log = log;
        this.http = http;
        this.process = process;
    }

    /** Starts {@code patchwave command --config} with this configuration, and waits until it answers at {@code http}. */
    static ServerProcess start(String command, String name, Path directory, String yaml, URI http) throws IOException {
        Path config = Files.writeString(directory.resolve(name + ".yaml"), yaml);
        Path log = directory.resolve(name + ".log");
        var process = launch(log, command, "--config", config.toString());
        var server = new ServerProcess(name, log, http, process);
        Awaitility.await(name + " is up").atMost(PATIENCE).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended: " + Files.readString(log));
            }
            return server.status().isPresent();
        });
        return server;
    }

    /** Runs one command to its end; its exit code must be 0. */
    static String run(Path directory, String... arguments) throws IOException {
        Path log = Files.createTempFile(directory, arguments[0], ".log");
        var process = launch(log, arguments);
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError("patchwave " + List.of(arguments) + ": " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return Files.readString(log);
    }

    private static Process launch(Path log, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of(
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile=logback.xml",
                "-Dpatchwave.log=DEBUG",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.patchwave.launcher.Patchwave"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process.getOutputStream().close();
        return process;
    }

    Optional<ProgramStatus> status() {
        try (var client = new StatusClient(Duration.ofSeconds(2))) {
            return Optional.of(client.ask(http));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new AssertionError(name + " ended: " + Files.readString(log));
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
