package dev.patchwave.benchmarks.publish;

import dev.patchwave.benchmarks.KernelCounters;
import dev.patchwave.benchmarks.Machine;
import dev.patchwave.benchmarks.Markdown;
import dev.patchwave.benchmarks.Results;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.PatchCutter;
import dev.patchwave.trust.ManifestSigner;
import dev.patchwave.trust.PublisherKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/publish}: cuts, digests and signs a patch, in turn with {@code openssl dgst -sha256} of the same file. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Cuts, digests and signs a patch that is in memory already, in turn with openssl dgst -sha256.")
public final class Publish implements Callable<Integer> {
    private static final String OURS = "ours";
    private static final String OPENSSL = "openssl";
    private static final ReleaseId RELEASE = ReleaseId.parse("publish@1");
    private static final int MIB = 1 << 20;
    private static final long WARM_UP_BYTES = 512L << 20;

    @Option(names = "--mib", defaultValue = "4096", description = "Length of the patch. Default: ${DEFAULT-VALUE}")
    private int lengthMib;

    @Option(names = "--rounds", defaultValue = "3", description = "Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(
            names = "--in",
            defaultValue = "/dev/shm",
            description = "Where the patch is made. Default: ${DEFAULT-VALUE}")
    private Path place;

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Where raw figures go.")
    private Path resultsDirectory;

    private final PublisherKey key = PublisherKey.generate();
    private Results results;

    /** What is measured. */
    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Publish()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var time = Instant.now().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        results = new Results(resultsDirectory.resolve("publish-" + time + ".jsonl"));
        var directory = Files.createTempDirectory(place, "publish-");
        var patch = directory.resolve("patch");
        var small = directory.resolve("small");
        try {
            fill(small, WARM_UP_BYTES);
            cut(small);
            cut(small);
            fill(patch, (long) lengthMib * MIB);
            for (int round = 0; round < rounds; round++) {
                measure(OURS, () -> cut(patch));
                measure(OPENSSL, () -> openssl(patch));
            }
        } finally {
            Files.deleteIfExists(patch);
            Files.deleteIfExists(small);
            Files.delete(directory);
        }
        System.out.println(table());
        return 0;
    }

    private static void fill(Path file, long bytes) throws IOException {
        byte[] mib = new byte[MIB];
        new Random(1).nextBytes(mib);
        try (var out = Files.newOutputStream(file)) {
            for (long written = 0; written < bytes; written += MIB) {
                out.write(mib);
            }
        }
    }

    private void cut(Path patch) throws Exception {
        var cutter = new PatchCutter(RELEASE, 1, Manifest.DEFAULT_SEGMENT_SIZE_BYTES, Instant.EPOCH);
        new ManifestSigner(key).sign(cutter.cut(patch, bytes -> {}));
    }

    private static void openssl(Path patch) throws IOException, InterruptedException {
        var process = new ProcessBuilder("openssl", "dgst", "-sha256", patch.toString())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("openssl: " + said);
        }
    }

    private void measure(String who, Work work) throws Exception {
        double cpu = cpuSeconds();
        long start = System.nanoTime();
        work.run();
        double seconds = (System.nanoTime() - start) / 1e9;
        double gigabytes = lengthMib * (double) MIB / 1e9;
        results.add("gigabytesPerSecond", who, gigabytes / seconds);
        results.add("cpuSecondsPerGigabyte", who, (cpuSeconds() - cpu) / gigabytes);
    }

    /** Ours and that of openssl once it has ended; the other is idle meanwhile. */
    private static double cpuSeconds() throws IOException {
        return KernelCounters.cpuSeconds(ProcessHandle.current().pid()) + KernelCounters.endedChildrenCpuSeconds();
    }

    private Markdown table() {
        return new Markdown()
                .title(lengthMib + " MiB, " + rounds + " rounds, medians; " + Machine.line())
                .head("", "ours : openssl", "cut, digest, sign", "openssl dgst -sha256")
                .row(row("GB/s", "gigabytesPerSecond"))
                .row(row("CPU s/GB", "cpuSecondsPerGigabyte"));
    }

    private String[] row(String title, String measure) {
        double ours = results.median(measure, OURS);
        double openssl = results.median(measure, OPENSSL);
        return new String[] {
            title, Markdown.hundredths(ours / openssl), Markdown.thousandths(ours), Markdown.thousandths(openssl)
        };
    }
}
