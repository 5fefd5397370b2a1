package dev.patchwave.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/storm}: prints a table on standard output, and appends every figure to a file. */
@Command(
        name = "storm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "SIPp plays thousands of registered and subscribed clients; a forced campaign tells all of them.")
public final class Storm implements Callable<Integer> {
    @Option(names = "--clients", defaultValue = "10000", description = "Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(names = "--rounds", defaultValue = "3", description = "Of each measurement. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--dead", defaultValue = "20", description = "Percent of dead clients. Default: ${DEFAULT-VALUE}")
    private int deadPercent;

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Where raw figures go.")
    private Path resultsDirectory;

    @Option(names = "--only", description = "fast or paced: half of it.")
    private String only = "";

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Storm()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        if (!Sipp.missing().isEmpty()) {
            System.err.println("storm: " + Sipp.missing());
            return 1;
        }
        String time = Instant.now().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        Path directory = Files.createTempDirectory("storm-");
        var results = new Results(resultsDirectory.resolve("storm-" + time + ".jsonl"));
        var plan = new StormPlan(clients, rounds, deadPercent, directory);
        if (!only.equals("paced")) {
            new FastStorm(plan, results, LiveHeap.Settling.AWAITED).run();
        }
        if (!only.equals("fast")) {
            new PacedStorm(plan, results).run();
        }
        System.out.println(new Table(results).of(plan));
        System.err.println("storm: logs in " + directory);
        return 0;
    }
}
