package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a JVM keeps alive: a full collection, then the sum of its class histogram ({@code jcmd GC.class_histogram}). */
public record LiveHeap(long pid, Settling settling) {
    /** Whether to wait until what was answered is forgotten. */
    public enum Settling {
        AWAITED,
        SKIPPED
    }

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern OTHER = Pattern.compile("(?m)^-\\s+Other \\(reserved=\\d+KB, committed=(\\d+)KB");
    /** Answered transactions stay for 32 s (Timer J, RFC 3261 17.2.2). */
    private static final Duration SETTLED = Duration.ofSeconds(36);

    /** Once nothing of the last requests is left. */
    public long settledBytes() throws IOException {
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
        return jcmd("GC.class_histogram");
    }

    /** What the JVM gave for byte buffers beyond the heap, Netty's included; needs {@code -XX:NativeMemoryTracking=summary}. */
    public long directBytes() throws IOException {
        var match = OTHER.matcher(jcmd("VM.native_memory", "summary"));
        if (!match.find()) {
            throw new IOException("jcmd tells no native memory of process " + pid);
        }
        return Long.parseLong(match.group(1)) << 10;
    }

    private String jcmd(String... words) throws IOException {
        String java = ProcessHandle.current().info().command().orElse("java");
        Path jcmd = Path.of(java).resolveSibling("jcmd");
        var command = new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid)));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
