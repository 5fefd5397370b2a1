package dev.patchwave.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A SIPp that plays one scenario of ours on a port of loopback; {@link #close} ends it. */
final class Sipp implements AutoCloseable {
    static final String HOST = "127.0.0.1";
    private static final String PROGRAM = "sipp";
    private static final int SOCKET_BUFFER_BYTES = 4 << 20;
    private static final int SHOWN_OUTPUT_CHARS = 500;
    private static final long TICKS_PER_SECOND = 100;

    private final String name;
    private final Path directory;
    private final Process process;
    private final int port;
    private final PacketLog log;

    private Sipp(String name, Path directory, Process process, int port, PacketLog log) {
        this.name = name;
        this.directory = directory;
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /** What to say to whoever runs this without SIPp; empty when it is there. */
    static String missing() {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, PROGRAM))
                .anyMatch(Files::isExecutable);
        return there ? "" : PROGRAM + " is missing: apt install sip-tester";
    }

    /** Starts calls of its own: one for each of {@code phones}, {@code callsPerSecond}. */
    static Sipp calls(
            Path directory, String name, String scenario, int port, String remote, Phones phones, int callsPerSecond)
            throws IOException {
        Path users = phones.writeTo(directory.resolve(name + ".csv"));
        return start(
                directory,
                name,
                scenario,
                port,
                "-inf",
                users.toString(),
                "-m",
                Integer.toString(phones.count()),
                "-l",
                Integer.toString(phones.count()),
                "-r",
                Integer.toString(callsPerSecond),
                remote);
    }

    /** Waits for requests. */
    static Sipp answers(Path directory, String name, String scenario, int port) throws IOException {
        return start(directory, name, scenario, port);
    }

    /** Its processor time is counted by a shell around it, since it ends by itself. */
    static Sipp start(Path directory, String name, String scenario, int port, String... arguments) throws IOException {
        Path file = directory.resolve(scenario);
        try (InputStream in = Sipp.class.getResourceAsStream("/sipp/" + scenario)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Path log = directory.resolve(name + ".log");
        Files.deleteIfExists(log);
        var command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "sipp \"$@\"; code=$?; cut -d' ' -f16,17 /proc/$$/stat > " + name + ".cpu; exit $code",
                "sh"));
        command.addAll(List.of("-sf", file.toString(), "-i", HOST, "-p", Integer.toString(port), "-nostdin"));
        command.addAll(List.of("-trace_shortmsg", "-shortmessage_file", log.toString()));
        command.addAll(List.of(
                "-trace_err", "-error_file", directory.resolve(name + ".err").toString()));
        command.addAll(List.of("-buff_size", Integer.toString(SOCKET_BUFFER_BYTES), "-timer_resol", "1"));
        command.addAll(List.of("-default_behaviors", "none", "-pause_msg_ign"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".out").toFile())
                .start();
        return new Sipp(name, directory, process, port, new PacketLog(log));
    }

    PacketLog log() {
        return log;
    }

    int port() {
        return port;
    }

    /** Waits for its end; 0 when every call went as the scenario wants. */
    int exitCode(Duration atMost) throws IOException {
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(name + ": SIPp did not end within " + atMost.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** After its end. */
    double cpuSeconds() throws IOException {
        String[] ticks =
                Files.readString(directory.resolve(name + ".cpu")).trim().split(" ", -1);
        return (Long.parseLong(ticks[0]) + Long.parseLong(ticks[1])) / (double) TICKS_PER_SECOND;
    }

    /** For scenarios that do not end by themselves. @throws IOException with the last that it said when it did end */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            String said = Files.readString(directory.resolve(name + ".out")).strip();
            throw new IOException(
                    name + ": SIPp ended: " + said.substring(Math.max(0, said.length() - SHOWN_OUTPUT_CHARS)));
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
