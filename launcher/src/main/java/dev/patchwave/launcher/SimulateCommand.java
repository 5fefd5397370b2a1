package dev.patchwave.launcher;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.simulator.report.CompletionPlot;
import dev.patchwave.simulator.report.PublishedTables;
import dev.patchwave.simulator.report.ResultTable;
import dev.patchwave.simulator.scenario.ApartRun;
import dev.patchwave.simulator.scenario.Scenario;
import dev.patchwave.simulator.scenario.ScenarioRun;
import dev.patchwave.simulator.table.DistributionTime;
import dev.patchwave.simulator.table.Turns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code patchwave simulate}: plays a scenario file with the production cores on virtual time. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description =
                "Plays a scenario with the programs' own decisions on virtual time, and compares with what the links allow.",
        footer = {
            "",
            "Exit code: 0 everybody finished, 1 somebody did not or a rule was broken, 2 the scenario was refused.",
            "",
            "Example:",
            "  patchwave simulate scenarios/lab-a.yaml --svg lab-a.svg",
            "  patchwave simulate --kraken"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int KRAKEN_PEERS = 5_000;
    private static final int KRAKEN_SEGMENTS = 125;
    private static final int KRAKEN_MOVES = 10;

    @ArgGroup(multiplicity = "1")
    private What what;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed than the file's.")
    private Integer seed;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw completion over time beside the bound.")
    private Path svg;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "For a scenario whose domains are played apart. Default: as many as there are processors.")
    private Integer threads;

    @Spec
    private CommandSpec spec;

    /** One of them. */
    private static final class What {
        @Parameters(paramLabel = "FILE", description = "The scenario.")
        private Path file;

        @Option(
                names = "--kraken",
                description =
                        "Plays 5000 peers x 125 segments in turns, each peer moving at most 10 up and 10 down in one.")
        private boolean kraken;

        @Option(
                names = "--kurose-ross",
                description = "Plays the distribution times of 15 Gbit to 10, 100 and 1000 peers. Takes minutes.")
        private boolean kuroseRoss;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (what.kraken) {
            kraken();
            return 0;
        }
        if (what.kuroseRoss) {
            tell(PublishedTables.distributionTimeHead());
            DistributionTime.all(seed(1), cell -> tell(PublishedTables.line(cell)));
            return 0;
        }
        return scenario();
    }

    private int scenario() throws IOException, InterruptedException {
        var read = ConfigFile.load(what.file, Scenario.class);
        var scenario = read.withSeed(seed(read.seed()));
        var outcome = scenario.apart() ? ApartRun.play(scenario, threads()) : ScenarioRun.play(scenario);
        spec.commandLine().getOut().print(ResultTable.of(outcome));
        spec.commandLine().getOut().flush();
        if (svg != null) {
            Files.writeString(svg, CompletionPlot.of(outcome));
        }
        return outcome.stranded() == 0 && outcome.wrongs().isEmpty() ? 0 : Patchwave.FAILED;
    }

    private void kraken() {
        var through = Turns.play(KRAKEN_PEERS, KRAKEN_SEGMENTS, KRAKEN_MOVES, true, seed(1));
        tell(PublishedTables.turns("cut-through", through, Math.ceilDiv(KRAKEN_SEGMENTS, KRAKEN_MOVES)));
        var forward = Turns.play(KRAKEN_PEERS, KRAKEN_SEGMENTS, KRAKEN_MOVES, false, seed(1));
        int least = Turns.boundOfStoreAndForward(KRAKEN_PEERS, KRAKEN_SEGMENTS, KRAKEN_MOVES);
        tell(PublishedTables.turns("store and forward", forward, least));
    }

    private int seed(int otherwise) {
        return seed == null ? otherwise : seed;
    }

    private int threads() {
        int chosen = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (chosen < 1) {
            throw new ParameterException(spec.commandLine(), "--threads " + chosen + ": must be 1 or more");
        }
        return chosen;
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }
}
