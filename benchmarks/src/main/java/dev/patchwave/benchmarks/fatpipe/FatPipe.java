package dev.patchwave.benchmarks.fatpipe;

import dev.patchwave.benchmarks.Machine;
import dev.patchwave.benchmarks.Markdown;
import dev.patchwave.benchmarks.Results;
import dev.patchwave.benchmarks.SegmentReader;
import dev.patchwave.benchmarks.wire.WireServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The far end of {@code benchmarks/fatpipe}: fetches one release over and over, in turn with curl. Each time over new connections. */
@Command(
        name = "fatpipe",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Fetches a release by the production fetcher and by curl, in turn; shows how much of the link they used.")
public final class FatPipe implements Callable<Integer> {
    private static final String OURS = "ours";
    private static final String CURL = "curl";

    @Parameters(paramLabel = "URL", description = "Where the release is served.")
    private URI base;

    @Option(names = "--mbit", defaultValue = "100", description = "Rate of the link. Default: ${DEFAULT-VALUE}")
    private double megabitsPerSecond;

    @Option(
            names = "--rtt",
            defaultValue = "100",
            description = "Round trip in ms, for the table. Default: ${DEFAULT-VALUE}")
    private int roundTripMillis;

    @Option(names = "--at-once", description = "Segments that are fetched at a time. Default: as a download does.")
    private int atOnce = SegmentReader.USUAL_AT_ONCE;

    @Option(names = "--rounds", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Where raw figures go.")
    private Path resultsDirectory;

    private Results results;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new FatPipe()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var time = Instant.now().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        results = new Results(resultsDirectory.resolve("fatpipe-" + time + ".jsonl"));
        var directory = Files.createTempDirectory("fatpipe-");
        ours(directory, "warm-up"); // The compiler's.
        for (int round = 0; round < rounds; round++) {
            keep(OURS, ours(directory, "round-" + round));
            keep(CURL, curl(directory));
        }
        System.out.println(table());
        return 0;
    }

    private record Run(long bytes, double seconds) {}

    private Run ours(Path directory, String name) throws IOException {
        try (var reader = new SegmentReader(directory, name, atOnce)) {
            long start = System.nanoTime();
            long bytes = reader.read(base, WireServer.RELEASE);
            return new Run(bytes, (System.nanoTime() - start) / 1e9);
        }
    }

    private Run curl(Path directory) throws IOException, InterruptedException {
        var file = directory.resolve("content");
        var content = base.resolve("/v1/releases/" + WireServer.RELEASE + "/content");
        long start = System.nanoTime();
        var process = new ProcessBuilder("curl", "-sSf", "-o", file.toString(), content.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long bytes = Files.size(file);
        Files.delete(file);
        return new Run(bytes, seconds);
    }

    private void keep(String who, Run run) throws IOException {
        results.add("seconds", who, run.seconds());
        results.add("linkUse", who, run.bytes() * 8 / 1e6 / run.seconds() / megabitsPerSecond);
    }

    private Markdown table() {
        return new Markdown()
                .title(Markdown.whole(megabitsPerSecond) + " Mbit/s, " + roundTripMillis + " ms, " + atOnce
                        + " segments at once, " + rounds + " rounds, medians; " + Machine.line())
                .head("", "ours", "curl")
                .row("payload over what the link carries", of("linkUse", OURS), of("linkUse", CURL))
                .row("seconds for the patch", of("seconds", OURS), of("seconds", CURL));
    }

    private String of(String measure, String who) {
        return Markdown.hundredths(results.median(measure, who));
    }
}
