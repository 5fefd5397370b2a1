package dev.patchwave.launcher;

import dev.patchwave.config.ConfigFile;
import dev.patchwave.simulator.report.CompletionPlot;
import dev.patchwave.simulator.report.ResultTable;
import dev.patchwave.simulator.scenario.Outcome;
import dev.patchwave.simulator.scenario.Scenario;
import dev.patchwave.simulator.scenario.ScenarioRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
            "  patchwave simulate scenarios/lab-a.yaml --svg lab-a.svg"
        })
final class SimulateCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The scenario.")
    private Path file;

    @Option(names = "--seed", paramLabel = "N", description = "Another seed than the file's.")
    private Integer seed;

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw completion over time beside the bound.")
    private Path svg;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        var read = ConfigFile.load(file, Scenario.class);
        var outcome = ScenarioRun.play(seed == null ? read : read.withSeed(seed));
        var out = spec.commandLine().getOut();
        out.print(ResultTable.of(outcome));
        out.flush();
        if (svg != null) {
            Files.writeString(svg, CompletionPlot.of(outcome));
        }
        return exitCode(outcome);
    }

    private static int exitCode(Outcome outcome) {
        return outcome.stranded() == 0 && outcome.wrongs().isEmpty() ? 0 : Patchwave.FAILED;
    }
}
