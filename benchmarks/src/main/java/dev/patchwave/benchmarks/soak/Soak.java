package dev.patchwave.benchmarks.soak;

import dev.patchwave.benchmarks.KernelCounters;
import dev.patchwave.benchmarks.LiveHeap;
import dev.patchwave.benchmarks.Machine;
import dev.patchwave.benchmarks.Markdown;
import dev.patchwave.benchmarks.Results;
import dev.patchwave.benchmarks.SegmentReader;
import dev.patchwave.release.ReleaseId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/soak}: one cache takes campaign after campaign; is the last as fast as the first, and what has grown? */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Publishes, fills, serves and evicts one release after another by one cache; compares the last campaigns with the first.")
public final class Soak implements Callable<Integer> {
    private static final int MIB = 1 << 20;
    /** At each end, after one that does not count. */
    private static final int COMPARED = 5;

    private static final String ALL = "all";
    private static final List<String> MEASURES =
            List.of("fillSeconds", "fetchMegabytesPerSecond", "heapBytes", "directBytes", "openFiles");

    @Option(names = "--minutes", defaultValue = "30", description = "Default: ${DEFAULT-VALUE}")
    private int minutes;

    @Option(names = "--mib", defaultValue = "64", description = "Length of each patch. Default: ${DEFAULT-VALUE}")
    private int lengthMib;

    @Option(names = "--clients", defaultValue = "4", description = "That fetch at once. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(
            names = "--fetches",
            defaultValue = "4",
            description = "Of each client in a campaign. Default: ${DEFAULT-VALUE}")
    private int fetches;

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Where raw figures go.")
    private Path resultsDirectory;

    private final Random random = new Random(1);
    private Results results;

    /** Measures of each campaign, in the order of {@link #MEASURES}. */
    private final List<double[]> campaigns = new ArrayList<>();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Soak()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var time = Instant.now().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        results = new Results(resultsDirectory.resolve("soak-" + time + ".jsonl"));
        var directory = Files.createTempDirectory("soak-");
        long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
        var readers = new ArrayList<SegmentReader>();
        try (var site = new Site(directory)) {
            for (int n = 0; n < clients; n++) {
                readers.add(new SegmentReader(directory, "client-" + n, SegmentReader.USUAL_AT_ONCE));
            }
            for (int n = 1; System.nanoTime() < end || n <= 2; n++) {
                campaign(site, directory, readers, n + ".0");
            }
        } finally {
            for (var reader : readers) {
                reader.close();
            }
        }
        System.out.println(table());
        System.err.println("soak: logs and what the source published in " + directory);
        return 0;
    }

    private void campaign(Site site, Path directory, List<SegmentReader> readers, String version) throws Exception {
        byte[] bytes = new byte[lengthMib * MIB];
        random.nextBytes(bytes);
        var patch = Files.write(directory.resolve("patch"), bytes);
        site.publish(patch, version);
        long ordered = System.nanoTime();
        site.force(version);
        site.awaitFull(version);
        double fill = (System.nanoTime() - ordered) / 1e9;
        double speed = fetch(site.cacheUri(), readers, ReleaseId.parse("soak@" + version));
        site.awaitOnly(version);
        var heap = new LiveHeap(site.cachePid(), LiveHeap.Settling.SKIPPED);
        keep(
                fill,
                speed,
                (double) heap.settledBytes(),
                (double) heap.directBytes(),
                KernelCounters.openFiles(site.cachePid()));
    }

    private double fetch(URI cache, List<SegmentReader> readers, ReleaseId release) throws Exception {
        long start = System.nanoTime();
        long bytes = 0;
        try (var threads = Executors.newFixedThreadPool(readers.size())) {
            List<Future<Long>> all = new ArrayList<>();
            for (var reader : readers) {
                all.add(threads.submit(() -> read(reader, cache, release)));
            }
            for (var one : all) {
                bytes += one.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return bytes / 1e6 / ((System.nanoTime() - start) / 1e9);
    }

    private long read(SegmentReader reader, URI cache, ReleaseId release) throws IOException {
        long bytes = 0;
        for (int n = 0; n < fetches; n++) {
            bytes += reader.read(cache, release);
        }
        return bytes;
    }

    private void keep(double... values) throws IOException {
        campaigns.add(values);
        for (int n = 0; n < values.length; n++) {
            results.add(MEASURES.get(n), ALL, values[n]);
        }
    }

    private Markdown table() {
        int compared = Math.clamp((campaigns.size() - 1) / 2, 1, COMPARED);
        var first = campaigns.subList(1, 1 + compared);
        var last = campaigns.subList(campaigns.size() - compared, campaigns.size());
        var text = new Markdown()
                .title(campaigns.size() + " campaigns of " + lengthMib + " MiB in " + minutes + " minutes, " + clients
                        + " clients; means of " + compared + "; " + Machine.line())
                .head("", "last : first", "first", "last");
        row(text, "order until the cache is full, s", 0, first, last, 1);
        row(text, "clients fetch from it, MB/s", 1, first, last, 1);
        row(text, "heap after a full collection, MB", 2, first, last, 1e6);
        row(text, "memory of buffers beyond the heap, MB", 3, first, last, 1e6);
        row(text, "file handles", 4, first, last, 1);
        return text;
    }

    private static void row(
            Markdown text, String title, int measure, List<double[]> first, List<double[]> last, double unit) {
        double before = mean(first, measure) / unit;
        double after = mean(last, measure) / unit;
        text.row(title, Markdown.hundredths(after / before), Markdown.hundredths(before), Markdown.hundredths(after));
    }

    private static double mean(List<double[]> campaigns, int measure) {
        return campaigns.stream()
                .mapToDouble(values -> values[measure])
                .average()
                .orElse(Double.NaN);
    }
}
