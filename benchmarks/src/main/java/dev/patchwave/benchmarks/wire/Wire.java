package dev.patchwave.benchmarks.wire;

import dev.patchwave.benchmarks.KernelCounters;
import dev.patchwave.benchmarks.Machine;
import dev.patchwave.benchmarks.Markdown;
import dev.patchwave.benchmarks.Results;
import dev.patchwave.release.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/wire}: what it costs a cache to serve a gigabyte on loopback, beside nginx. */
@Command(
        name = "wire",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "A cache's data plane and nginx serve segments of 1 MiB to wrk, in turn; CPU of the server for each GB.")
public final class Wire implements Callable<Integer> {
    private static final int SEGMENTS = 64;
    private static final int WARM_UP_SECONDS = 10;

    @Option(names = "--connections", split = ",", defaultValue = "1,4,16", description = "Default: ${DEFAULT-VALUE}")
    private List<Integer> connections;

    @Option(names = "--rounds", defaultValue = "5", description = "Of each measurement. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "3", description = "That each run takes. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(names = "--pin", description = "Server on the first core, client on the second; else as the kernel likes.")
    private boolean pin;

    @Option(names = "--tls", description = "TLS 1.3 instead of plain HTTP.")
    private boolean tls;

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Where raw figures go.")
    private Path resultsDirectory;

    private Results results;
    private Wrk wrk;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Wire()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (!Wrk.missing().isEmpty()) {
            System.err.println("wire: " + Wrk.missing());
            return 1;
        }
        var time = Instant.now().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        var directory = Files.createTempDirectory("wire-");
        results = new Results(resultsDirectory.resolve((tls ? "wire-tls-" : "wire-") + time + ".jsonl"));
        wrk = new Wrk(directory, SEGMENTS, pin);
        var patch = patch(directory);
        var shown = tls ? Optional.of(Certificate.in(directory)) : Optional.<Certificate>empty();
        try (var ours = Cache.start(directory.resolve(Cache.NAME), patch, shown);
                var nginx = Nginx.start(directory.resolve(Nginx.NAME), patch, shown)) {
            measure(List.of(ours, nginx));
        }
        System.out.println(table());
        System.err.println("wire: logs in " + directory);
        return 0;
    }

    private static Path patch(Path directory) throws IOException {
        byte[] bytes = new byte[SEGMENTS * Manifest.DEFAULT_SEGMENT_SIZE_BYTES];
        new Random(1).nextBytes(bytes);
        return Files.write(directory.resolve("patch"), bytes);
    }

    private void measure(List<Server> servers) throws IOException {
        for (var server : servers) {
            wrk.run(server, connections.getLast(), WARM_UP_SECONDS);
            if (pin) {
                server.pin();
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (int count : connections) {
                for (var server : round % 2 == 0 ? servers : servers.reversed()) {
                    measure(server, count);
                }
            }
        }
    }

    private void measure(Server server, int count) throws IOException {
        double client = KernelCounters.endedChildrenCpuSeconds();
        double cpu = server.cpuSeconds();
        var run = wrk.run(server, count, seconds);
        cpu = server.cpuSeconds() - cpu;
        client = KernelCounters.endedChildrenCpuSeconds() - client;
        results.add("cpuSecondsPerGigabyte/" + count, server.name(), cpu / run.gigabytes());
        results.add("bothSecondsPerGigabyte/" + count, server.name(), (cpu + client) / run.gigabytes());
        results.add("gigabytesPerSecond/" + count, server.name(), run.gigabytes() / run.seconds());
        results.add("failed/" + count, server.name(), (double) run.failed());
    }

    private Markdown table() {
        var text = new Markdown()
                .title(rounds + " rounds of " + seconds + " s, medians, " + (tls ? "TLS" : "plain")
                        + (pin ? ", pinned" : ", not pinned") + "; " + Machine.line())
                .head(
                        "connections",
                        "CPU ours : nginx",
                        "ours, CPU s/GB",
                        "nginx, CPU s/GB",
                        "both sides, ours",
                        "both sides, nginx",
                        "ours, GB/s",
                        "nginx, GB/s",
                        "failed");
        for (int count : connections) {
            var cpu = "cpuSecondsPerGigabyte/" + count;
            var both = "bothSecondsPerGigabyte/" + count;
            var speed = "gigabytesPerSecond/" + count;
            text.row(
                    Integer.toString(count),
                    Markdown.hundredths(results.median(cpu, Cache.NAME) / results.median(cpu, Nginx.NAME)),
                    Markdown.thousandths(results.median(cpu, Cache.NAME)),
                    Markdown.thousandths(results.median(cpu, Nginx.NAME)),
                    Markdown.thousandths(results.median(both, Cache.NAME)),
                    Markdown.thousandths(results.median(both, Nginx.NAME)),
                    Markdown.hundredths(results.median(speed, Cache.NAME)),
                    Markdown.hundredths(results.median(speed, Nginx.NAME)),
                    Markdown.whole(results.worst("failed/" + count, Cache.NAME)));
        }
        return text;
    }
}
