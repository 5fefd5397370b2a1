package dev.patchwave.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that ran to its end, with what it wrote.
 *
 * @param command for messages
 * @param out standard output
 * @param err standard error
 */
public record Run(List<String> command, int exitCode, String out, String err) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Runs {@code command} in {@code directory} with an empty standard input; one that does not end in a minute fails the test. */
    public static Run of(Path directory, List<String> command) throws IOException {
        Path out = Files.createTempFile("run-", ".out");
        Path err = Files.createTempFile("run-", ".err");
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            int exitCode = await(process, command);
            return new Run(command, exitCode, Files.readString(out), Files.readString(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    /** {@code patchwave arguments...}, with the Java and the classes of this test. */
    public static Run patchwave(Path directory, List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        command.add("-Dlogback.configurationFile=logback.xml"); // Not the logback-test.xml of the tests.
        command.add("--enable-native-access=ALL-UNNAMED");
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.patchwave.launcher.Patchwave"));
        command.addAll(arguments);
        var run = of(directory, command);
        return new Run(arguments, run.exitCode, run.out, run.err);
    }

    private static int await(Process process, List<String> command) throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("did not end within " + PATIENCE.toSeconds() + " s: " + command);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** This very run, when it ended well. */
    public Run succeeded() {
        assertEquals(0, exitCode, () -> this + "\nfailed");
        return this;
    }

    @Override
    public String toString() {
        return command + " -> " + exitCode + "\nstandard output:\n" + out + "\nstandard error:\n" + err;
    }
}
