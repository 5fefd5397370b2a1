package dev.patchwave.launcher.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One patchwave process of the demo, started with this process's own Java and class path, logging to a file of its own. */
final class ChildProcess {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
    private static final int SHOWN_LOG_LINES = 3;

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts {@code patchwave arguments...}; both outputs are appended to {@code directory/name.log}.
     *
     * @param javaOptions for its JVM, beside those that it always has
     * @param environment beside this process's own
     */
    static ChildProcess start(
            String name,
            Path directory,
            List<String> javaOptions,
            List<String> arguments,
            Map<String, String> environment)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        // Small and quick to start: a dozen of them share this machine.
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m"));
        // By name: a test's class path may hold a logback-test.xml, which would go first.
        command.add("-Dlogback.configurationFile=logback.xml");
        command.addAll(inheritedOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(javaOptions); // Behind ours, so that they prevail.
        command.add("dev.patchwave.launcher.Patchwave");
        command.addAll(arguments);
        Path log = directory.resolve(name + ".log");
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        var process = builder.start();
        process.getOutputStream().close();
        return new ChildProcess(name, log, process);
    }

    private static List<String> inheritedOptions() {
        return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--enable-native-access")
                        || option.startsWith("--sun-misc-unsafe")
                        || option.startsWith("-Dpatchwave.log"))
                .toList();
    }

    String name() {
        return name;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: no handler runs, nothing is flushed. */
    void kill() {
        process.destroyForcibly();
        await(STOP_PATIENCE);
    }

    /** SIGTERM, without waiting. */
    void askToStop() {
        process.destroy();
    }

    /** Waits for the end after {@link #askToStop}, and insists when it takes too long. */
    void awaitStop() {
        if (!await(STOP_PATIENCE)) {
            kill();
        }
    }

    /** The exit code, or empty-handed with an exception when it takes longer. */
    int awaitExit(Duration patience) throws IOException {
        if (!await(patience)) {
            kill();
            throw new IOException(name + " did not end within " + patience.toSeconds() + " s");
        }
        return process.exitValue();
    }

    private boolean await(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The last lines that it logged, for a message about its failure. */
    String lastWords() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("; ", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
