package dev.patchwave.benchmarks.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The client: wrk, each connection asking for one segment after another. */
final class Wrk {
    private static final int THREADS = 2;
    private static final List<String> PINNED = List.of("taskset", "-c", "1");
    private static final Pattern DONE = Pattern.compile("(?m)^wire (\\d+) (\\d+) (\\d+)$");
    private static final double MICROS_PER_SECOND = 1e6;

    private final Path script;
    private final boolean pinned;

    /**
     * What came.
     *
     * @param failed answers that were no segment, and connections that broke
     */
    record Run(long bytes, double seconds, long failed) {
        double gigabytes() {
            return bytes / 1e9;
        }
    }

    /** @param pinned whether it keeps to the second core */
    Wrk(Path directory, int segments, boolean pinned) throws IOException {
        this.pinned = pinned;
        script = Files.writeString(directory.resolve("wrk.lua"), """
                local n = 0
                request = function()
                    n = (n + 1) %% %d
                    return wrk.format("GET", "/v1/releases/%s/segments/" .. n)
                end
                done = function(summary, latency, requests)
                    local e = summary.errors
                    local failed = e.connect + e.read + e.write + e.status + e.timeout
                    io.write(string.format("wire %%d %%d %%d\\n", summary.bytes, summary.duration, failed))
                end
                """.formatted(segments, WireServer.RELEASE));
    }

    static String missing() {
        return Files.isExecutable(Path.of("/usr/bin/wrk")) ? "" : "wrk is missing: apt install wrk";
    }

    Run run(Server server, int connections, int seconds) throws IOException {
        var command = new ArrayList<>(pinned ? PINNED : List.<String>of());
        command.addAll(List.of(
                "wrk",
                "-t" + (pinned ? 1 : Math.min(THREADS, connections)),
                "-c" + connections,
                "-d" + seconds + "s",
                "-s" + script,
                server.base().toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        var match = DONE.matcher(said);
        if (!match.find()) {
            throw new IOException("wrk said: " + said);
        }
        return new Run(
                Long.parseLong(match.group(1)),
                Long.parseLong(match.group(2)) / MICROS_PER_SECOND,
                Long.parseLong(match.group(3)));
    }
}
