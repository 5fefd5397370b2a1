package dev.patchwave.benchmarks.tracker;

import dev.patchwave.benchmarks.Machine;
import dev.patchwave.benchmarks.Markdown;
import dev.patchwave.benchmarks.Results;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code benchmarks/tracker}: what planning costs one core. */
@Command(
        name = "tracker",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "The production tracker of one domain, in a campaign of an hour and as fast as it goes.")
public final class Tracker implements Callable<Integer> {
    private static final String HOUR = "hour";
    private static final String CROWD = "crowd";

    @Option(names = "--members", defaultValue = "100000", description = "Default: ${DEFAULT-VALUE}")
    private int members;

    @Option(names = "--segments", defaultValue = "100", description = "Default: ${DEFAULT-VALUE}")
    private int segments;

    @Option(
            names = "--seconds",
            defaultValue = "15",
            description = "Of the hour's end, each round. Default: ${DEFAULT-VALUE}")
    private int seconds;

    @Option(
            names = "--reports",
            defaultValue = "100000",
            description = "Of the crowd, each round. Default: ${DEFAULT-VALUE}")
    private int reports;

    @Option(names = "--rounds", defaultValue = "3", description = "Of each measurement. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--only", description = "hour or crowd: half of it.")
    private String only = "";

    @Option(names = "--results", defaultValue = "benchmarks/results", description = "Where raw figures go.")
    private Path resultsDirectory;

    private Results results;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Tracker()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        var time = Instant.now().toString().replaceAll("[^0-9T]", "").substring(0, 15);
        results = new Results(resultsDirectory.resolve("tracker-" + time + ".jsonl"));
        if (!only.equals(CROWD)) {
            hour();
        }
        if (!only.equals(HOUR)) {
            crowd();
        }
        System.out.println(table());
        return 0;
    }

    private void hour() throws IOException {
        var swarm = new Swarm(segments, seed);
        var span = Duration.ofSeconds(seconds);
        var hour = new CampaignHour(swarm, members, span.multipliedBy(rounds + 1));
        hour.run(span); // Compiles.
        for (int round = 0; round < rounds; round++) {
            swarm.restart();
            hour.run(span);
            var count = swarm.count();
            keep(HOUR, count);
            results.add("reserve", HOUR, seconds / count.coreSeconds());
            results.add("reserveWithJson", HOUR, seconds / count.bothSeconds());
            results.add("neededReportsPerSecond", HOUR, count.reports() / (double) seconds);
            results.add("neededDecisionsPerSecond", HOUR, count.decisions() / (double) seconds);
        }
    }

    private void crowd() throws IOException {
        var swarm = new Swarm(segments, seed);
        var crowd = new FlashCrowd(swarm, members, seed);
        for (int round = 0; round < rounds; round++) {
            swarm.restart();
            crowd.run(reports);
            keep(CROWD, swarm.count());
        }
    }

    private void keep(String what, Swarm.Count count) throws IOException {
        results.add("microsPerReport", what, count.coreMicrosPerReport());
        results.add("microsPerDecision", what, count.coreMicrosPerDecision());
        results.add("decisionsPerSecond", what, count.decisionsPerSecond());
        results.add("reportsPerSecond", what, count.reportsPerSecond());
        results.add("jsonMicrosPerReport", what, count.codecSeconds() * 1e6 / count.reports());
    }

    private Markdown table() {
        var text = new Markdown()
                .title(members + " members, " + segments + " segments, " + rounds + " rounds, medians, seed " + seed
                        + "; " + Machine.line())
                .head("", "end of a campaign of an hour", "a crowd, as fast as it goes");
        row(text, "reserve of one core, decisions alone", "reserve");
        row(text, "reserve of one core, with JSON", "reserveWithJson");
        row(text, "needed, reports/s", "neededReportsPerSecond");
        row(text, "needed, decisions/s", "neededDecisionsPerSecond");
        row(text, "one core does, reports/s", "reportsPerSecond");
        row(text, "one core does, decisions/s", "decisionsPerSecond");
        row(text, "CPU for each report, µs", "microsPerReport");
        row(text, "CPU for each decision, µs", "microsPerDecision");
        row(text, "JSON of each report and its answer, µs", "jsonMicrosPerReport");
        return text;
    }

    private void row(Markdown text, String title, String measure) {
        text.row(
                title,
                Markdown.hundredths(results.median(measure, HOUR)),
                Markdown.hundredths(results.median(measure, CROWD)));
    }
}
