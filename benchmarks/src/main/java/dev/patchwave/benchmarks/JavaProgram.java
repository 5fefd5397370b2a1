package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process with this one's own Java and class path; {@link #close} ends it. */
public final class JavaProgram implements AutoCloseable {
    public static final String PATCHWAVE = "dev.patchwave.launcher.Patchwave";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final int REFLECTION_WARNINGS_SINCE = 24;

    private final String name;
    private final Process process;
    private final Path log;

    private JavaProgram(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts {@code mainClass}; standard error goes to {@code name.log}, standard output too unless {@code talks}. */
    public static JavaProgram start(
            Path directory, String name, boolean talks, String mainClass, List<String> arguments) throws IOException {
        return start(directory, name, talks, List.of(), mainClass, arguments);
    }

    /** The same, with more options for its Java. */
    public static JavaProgram start(
            Path directory, String name, boolean talks, List<String> options, String mainClass, List<String> arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of("-Xmx1g", "-Dlogback.configurationFile=logback.xml", "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= REFLECTION_WARNINGS_SINCE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(arguments);
        Path log = directory.resolve(name + ".log");
        var builder = new ProcessBuilder(command).redirectError(log.toFile());
        if (!talks) {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        return new JavaProgram(name, builder.start(), log);
    }

    /** Runs {@code patchwave arguments...} to its end. @throws IOException with what it said when it fails */
    public static void patchwave(Path directory, String name, List<String> arguments, Duration atMost)
            throws IOException {
        try (var program = start(directory, name, false, PATCHWAVE, arguments)) {
            if (!program.endsWithin(atMost) || program.process.exitValue() != 0) {
                throw new IOException("patchwave " + arguments.getFirst() + " failed: " + program.said());
            }
        }
    }

    public long pid() {
        return process.pid();
    }

    public Process process() {
        return process;
    }

    public String said() throws IOException {
        return name + ": " + Files.readString(log).strip();
    }

    public void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("ended: " + said());
        }
    }

    private boolean endsWithin(Duration atMost) throws IOException {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        if (!endsWithin(STOP_PATIENCE)) {
            process.destroyForcibly();
        }
    }
}
