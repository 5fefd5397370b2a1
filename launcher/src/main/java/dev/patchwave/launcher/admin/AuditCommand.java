package dev.patchwave.launcher.admin;

import dev.patchwave.source.audit.AuditCheck;
import dev.patchwave.source.audit.AuditLine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code patchwave audit}: looks at the audit log of a source, which may run meanwhile. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Shows or verifies the log of every admin's command, as it lies on the source's disk.",
        synopsisSubcommandLabel = "COMMAND")
public final class AuditCommand {
    private static final int BROKEN = 1;
    private static final int MAX_SHOWN_LINES = 100_000;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Reads the whole log: each line must follow from the one before it.",
            footer = {"", "Exit code: 0 all do, 1 one does not or there is no log, 2 wrong usage."})
    int verify(
            @Option(
                            names = "--directory",
                            required = true,
                            paramLabel = "DIR",
                            description = "\"audit\" in the source's data directory.")
                    Path directory)
            throws IOException {
        var check = AuditCheck.of(directory, line -> {});
        var out = spec.commandLine().getOut();
        out.println(check.lines() + " lines, first " + shown(check.first()) + ", last " + shown(check.last()));
        out.println("head " + check.head());
        check.broken().ifPresent(why -> out.println("BROKEN: " + why));
        return check.broken().isEmpty() ? 0 : BROKEN;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints the last lines, oldest first.",
            footer = {"", "Exit code: 0, or 1 when the log is broken; what follows the broken line is not shown."})
    int show(
            @Option(
                            names = "--directory",
                            required = true,
                            paramLabel = "DIR",
                            description = "\"audit\" in the source's data directory.")
                    Path directory,
            @Option(
                            names = "--last",
                            defaultValue = "50",
                            paramLabel = "N",
                            description = "How many, 1 to 100000. Default: ${DEFAULT-VALUE}")
                    int last)
            throws IOException {
        int most = Math.clamp(last, 1, MAX_SHOWN_LINES);
        Deque<AuditLine> lines = new ArrayDeque<>();
        var check = AuditCheck.of(directory, line -> {
            lines.addLast(line);
            if (lines.size() > most) {
                lines.removeFirst();
            }
        });
        var out = spec.commandLine().getOut();
        lines.forEach(line -> out.println(row(line)));
        check.broken().ifPresent(why -> out.println("BROKEN: " + why));
        return check.broken().isEmpty() ? 0 : BROKEN;
    }

    private static String row(AuditLine line) {
        String reason = line.reason().isEmpty() ? "" : " (" + line.reason() + ")";
        String from = line.from().isEmpty() ? "" : " from " + line.from();
        return String.format(
                "%6d %s %-8s %s%s: %s%s",
                line.seq(), line.time(), line.outcome(), line.who(), from, line.command(), reason);
    }

    private static String shown(String time) {
        return time.isEmpty() ? "never" : time;
    }
}
