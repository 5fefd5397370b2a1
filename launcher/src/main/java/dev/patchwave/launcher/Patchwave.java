package dev.patchwave.launcher;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.launcher.admin.ForceCommand;
import dev.patchwave.launcher.admin.OfferCommand;
import dev.patchwave.launcher.demo.DemoCommand;
import dev.patchwave.launcher.publish.PublishCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/**
 * The {@code patchwave} command line. Every failure ends in one line on standard error and an exit code: 0 done, 1 failed, 2 asked
 * for something that cannot be (usage or configuration).
 */
@Command(
        name = "patchwave",
        mixinStandardHelpOptions = true,
        versionProvider = PatchwaveVersion.class,
        description = "Brings one software patch to millions of IMS subscribers, through domain caches and peers.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            SourceCommand.class,
            CacheCommand.class,
            ClientCommand.class,
            CheckCommand.class,
            PublishCommand.class,
            ForceCommand.class,
            OfferCommand.class,
            StatusCommand.class,
            KeygenCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class,
        },
        footerHeading = "%nFirst steps:%n",
        footer = {
            "  patchwave demo                 watch a whole campaign on this machine",
            "  patchwave help COMMAND         what a command takes",
            "  source <(patchwave generate-completion)   completion for this shell"
        })
public final class Patchwave {
    static final int FAILED = 1;

    private Patchwave() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Patchwave())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    private static int explain(Exception failure, CommandLine command) {
        var out = command.getErr();
        out.println(command.getColorScheme().errorText("patchwave: " + oneLine(failure)));
        return failure instanceof ConfigProblem || failure instanceof ParameterException
                ? ConfigProblem.EXIT_CODE
                : FAILED;
    }

    private static int refuse(ParameterException wrong) {
        var command = wrong.getCommandLine();
        var out = command.getErr();
        out.println(command.getColorScheme().errorText("patchwave: " + oneLine(wrong)));
        out.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ConfigProblem.EXIT_CODE;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.replaceAll("\\s*\\R\\s*", " ");
    }
}
