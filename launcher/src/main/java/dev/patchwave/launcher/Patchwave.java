package dev.patchwave.launcher;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.launcher.admin.ApproveCommand;
import dev.patchwave.launcher.admin.AuditCommand;
import dev.patchwave.launcher.admin.ForceCommand;
import dev.patchwave.launcher.admin.OfferCommand;
import dev.patchwave.launcher.admin.ResumeCommand;
import dev.patchwave.launcher.admin.StopCommand;
import dev.patchwave.launcher.demo.DemoCommand;
import dev.patchwave.launcher.keys.KeysCommand;
import dev.patchwave.launcher.publish.PublishCommand;
import dev.patchwave.launcher.tuf.TufClientCommand;
import dev.patchwave.store.PatchProblem;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

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
            ApproveCommand.class,
            StopCommand.class,
            ResumeCommand.class,
            AuditCommand.class,
            StatusCommand.class,
            DrainCommand.class,
            SimulateCommand.class,
            KeygenCommand.class,
            KeysCommand.class,
            TufClientCommand.class,
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
                .registerConverter(URI.class, Patchwave::httpAddress)
                .setParameterExceptionHandler((wrong, arguments) -> refuse(wrong))
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command));
    }

    /** Every URI on this command line is where a program serves. */
    private static URI httpAddress(String text) {
        String problem =
                "'" + text + "' is no address; allowed: http://host:port such as http://127.0.0.1:8480, or https";
        try {
            var address = new URI(text);
            boolean known = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (!known || address.getHost() == null) {
                throw new TypeConversionException(problem);
            }
            return address;
        } catch (URISyntaxException e) {
            throw new TypeConversionException(problem);
        }
    }

    private static int explain(Exception failure, CommandLine command) {
        var out = command.getErr();
        out.println(command.getColorScheme().errorText("patchwave: " + oneLine(failure)));
        return switch (failure) {
            case ConfigProblem refused -> ConfigProblem.EXIT_CODE;
            case ParameterException refused -> ConfigProblem.EXIT_CODE;
            case PatchProblem refused -> ConfigProblem.EXIT_CODE;
            default -> FAILED;
        };
    }

    private static int refuse(ParameterException wrong) {
        var command = wrong.getCommandLine();
        var out = command.getErr();
        String hint = "; see '" + command.getCommandSpec().qualifiedName() + " --help'";
        out.println(command.getColorScheme().errorText("patchwave: " + oneLine(wrong) + hint));
        return ConfigProblem.EXIT_CODE;
    }

    private static String oneLine(Throwable failure) {
        String message = failure.getMessage();
        if (failure instanceof FileSystemException about) {
            message = about.getFile() + ": " + FileTrouble.reason(about);
        }
        return message == null ? failure.getClass().getSimpleName() : message.replaceAll("\\s*\\R\\s*", " ");
    }
}
