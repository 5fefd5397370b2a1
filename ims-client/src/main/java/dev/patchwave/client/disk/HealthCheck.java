package dev.patchwave.client.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The operator's command that says whether a freshly installed version works: exit 0 within the timeout is yes.
 *
 * <p>It gets the patch as {@code PATCHWAVE_FILE} and the version as {@code PATCHWAVE_VERSION}, and of our own environment only what
 * a command needs to run. No more than the first {@value #MAX_OUTPUT_BYTES} bytes of its output are kept. Blocks its caller; when
 * interrupted it kills the command.
 *
 * @param command program and arguments; empty means that every version is taken to be healthy
 * @param timeout above 0
 */
public record HealthCheck(List<String> command, Duration timeout) {
    private static final int MAX_OUTPUT_BYTES = 4096;
    private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(1);
    private static final Set<String> PASSED_ON = Set.of("PATH", "HOME", "LANG", "TMPDIR");

    public HealthCheck {
        command = List.copyOf(command);
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("health check timeout " + timeout + ": must be above 0");
        }
    }

    /** No command: every version passes. */
    public static HealthCheck none() {
        return new HealthCheck(List.of(), Duration.ofSeconds(1));
    }

    /**
     * Runs the command and waits.
     *
     * @return why the version is not healthy; empty when it is
     * @throws InterruptedIOException when the caller was interrupted: nothing is known then
     */
    Optional<String> complaint(Path file, String version) throws IOException {
        if (command.isEmpty()) {
            return Optional.empty();
        }
        Process process;
        try {
            process = start(file, version);
        } catch (IOException e) {
            return Optional.of("health check did not start: " + e.getMessage());
        }
        try {
            return judge(process);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("health check interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Process start(Path file, String version) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(ProcessBuilder.Redirect.PIPE);
        builder.environment().keySet().retainAll(PASSED_ON);
        builder.environment().put("PATCHWAVE_FILE", file.toAbsolutePath().toString());
        builder.environment().put("PATCHWAVE_VERSION", version);
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Optional<String> judge(Process process) throws InterruptedException {
        var output = new AtomicReference<>("");
        var drain = Thread.ofVirtual().start(() -> output.set(firstBytes(process.getInputStream())));
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            return Optional.of("health check took longer than " + timeout.toMillis() + " ms");
        }
        drain.join(OUTPUT_PATIENCE);
        int exit = process.exitValue();
        return exit == 0 ? Optional.empty() : Optional.of("health check: exit " + exit + lastLine(output.get()));
    }

    /** Reads to the end, so that the command never blocks, but keeps little. */
    private static String firstBytes(InputStream in) {
        try (in) {
            byte[] kept = in.readNBytes(MAX_OUTPUT_BYTES);
            in.skip(Long.MAX_VALUE);
            return new String(kept, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // Killed; what it said no longer matters.
        }
    }

    private static String lastLine(String output) {
        return output.lines()
                .filter(line -> !line.isBlank())
                .reduce((earlier, later) -> later)
                .map(line -> ": " + line.strip())
                .orElse("");
    }
}
