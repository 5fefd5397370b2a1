package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a JVM keeps alive: a full collection, then the sum of its class histogram ({@code jcmd GC.class_histogram}). */
record LiveHeap(long pid, Settling settling) {
    /** Whether to wait until what was answered is forgotten. */
    enum Settling {
        AWAITED,
        SKIPPED
    }

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    /** Answered transactions stay for 32 s (Timer J, RFC 3261 17.2.2). */
    private static final Duration SETTLED = Duration.ofSeconds(36);

    /** Once nothing of the last requests is left. */
    long settledBytes() throws IOException {
        if (settling == Settling.AWAITED) {
            Patience.pause(SETTLED);
        }
        return bytes();
    }

    private long bytes() throws IOException {
        var match = TOTAL.matcher(histogram());
        if (!match.find()) {
            throw new IOException("jcmd tells no total of process " + pid);
        }
        return Long.parseLong(match.group(1));
    }

    /** Class by class, the largest first. */
    String histogram() throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Path jcmd = Path.of(java).resolveSibling("jcmd");
        var process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
