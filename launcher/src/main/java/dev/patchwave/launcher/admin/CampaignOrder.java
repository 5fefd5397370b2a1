package dev.patchwave.launcher.admin;

import dev.patchwave.config.ConfigProblem;
import dev.patchwave.config.FileTrouble;
import dev.patchwave.config.TimeSpan;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code force} and {@code offer} have in common: one MESSAGE to the source, and its reports if they are waited for. */
@Command(
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The password is read from --password-file, or --password, or the environment's PATCHWAVE_PASSWORD.",
            "Exit code: 0 ordered (with --wait: finished), 1 refused, not reached or not finished in time, 2 wrong usage."
        })
abstract class CampaignOrder implements Callable<Integer> {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);
    private static final String PASSWORD_VARIABLE = "PATCHWAVE_PASSWORD";
    private static final int NOT_FINISHED = 1;

    @Option(names = "--release", required = true, paramLabel = "PRODUCT@VERSION", description = "What to bring.")
    private String release;

    @Option(names = "--domain", paramLabel = "NAME", description = "To whom: everybody in a domain. May be repeated.")
    private List<String> domains = List.of();

    @Option(
            names = "--subscriber",
            paramLabel = "SIP",
            description = "To whom: one subscriber, e.g. sip:alice@op.example. May be repeated.")
    private List<String> subscribers = List.of();

    @Option(
            names = "--campaign",
            paramLabel = "ID",
            description = "Its name; the same again orders nothing twice. Default: a new one.")
    private String campaign = "c-" + UUID.randomUUID();

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            defaultValue = "7d",
            description = "When it ends at the latest. Default: ${DEFAULT-VALUE}")
    private String deadline;

    @Option(
            names = "--spread",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "Clients start at random within this time. Default: ${DEFAULT-VALUE}")
    private String spread;

    @Option(
            names = "--sip",
            paramLabel = "SIP",
            defaultValue = "sip:127.0.0.1:5060",
            description = "Where the source speaks SIP. Default: ${DEFAULT-VALUE}")
    private String sip;

    @Option(
            names = "--proxy",
            paramLabel = "SIP",
            description =
                    "The P-CSCF of the IMS network that the source serves, e.g. sip:192.0.2.10:5060;transport=tcp. "
                            + "Default: none, the source is reached directly (--sip).")
    private String proxy;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description =
                    "PEM file of an authority that the P-CSCF's certificate must come from, with ;transport=tls. May be "
                            + "repeated. Default: those that Java trusts.")
    private List<String> trust = List.of();

    @Option(
            names = "--service",
            paramLabel = "SIP",
            description = "The source's identity for admins. Default: software-admin in the admin's domain.")
    private String service;

    @Option(
            names = "--admin",
            required = true,
            paramLabel = "SIP",
            description = "Who orders, e.g. sip:operator@op.example.")
    private String admin;

    @Option(names = "--password", description = "The admin's password; other users of this machine can see it.")
    private String password;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the admin's password.")
    private Path passwordFile;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "1h",
            paramLabel = "TIME",
            description =
                    "Wait until the campaign has finished, at most so long (${FALLBACK-VALUE}), and tell how it goes.")
    private String wait;

    @Spec
    private CommandSpec spec;

    abstract Manner manner();

    @Override
    public final Integer call() throws IOException {
        var command = checked(this::command);
        var source = checked(this::source);
        Duration patience = wait == null
                ? Duration.ZERO
                : checked(() -> TimeSpan.parse(wait)).duration();
        try (var session = new AdminSession(source, new SubscriberId(admin), password(), trust)) {
            session.order(command, source.service(), ANSWER_PATIENCE);
            tell("campaign " + command.campaign().value() + " ordered: " + manner().word() + " " + release);
            return wait == null || finishes(session, patience) ? 0 : NOT_FINISHED;
        }
    }

    private boolean finishes(AdminSession session, Duration patience) throws IOException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            var report = session.nextReport(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
            if (report.isEmpty()) {
                tell("not finished within " + patience.toSeconds() + " s; it goes on, see patchwave status");
                return false;
            }
            if (report.get().campaign().value().equals(campaign)) {
                tell(report.get().stage().word() + ": " + report.get().text() + " "
                        + report.get().counts());
                if (report.get().stage() != Signal.CampaignReport.Stage.RUNNING) {
                    return report.get().stage() == Signal.CampaignReport.Stage.FINISHED;
                }
            }
        }
    }

    private Signal.CampaignCommand command() {
        if (domains.isEmpty() == subscribers.isEmpty()) {
            throw new IllegalArgumentException("to whom? Give either --domain or --subscriber");
        }
        var audience = domains.isEmpty()
                ? new Audience.Subscribers(
                        subscribers.stream().map(SubscriberId::new).toList())
                : new Audience.Domains(domains.stream().map(DomainId::new).toList());
        return new Signal.CampaignCommand(
                new CampaignId(campaign),
                manner(),
                ReleaseId.parse(release),
                audience,
                TimeSpan.parse(deadline).duration(),
                TimeSpan.parse(spread).duration());
    }

    private SourceAddress source() {
        String identity = service == null ? adminService() : service;
        return proxy == null ? SourceAddress.at(sip, identity) : SourceAddress.behind(proxy, identity);
    }

    private String adminService() {
        return "sip:software-admin@" + new SubscriberId(admin).uri().substring(admin.indexOf('@') + 1);
    }

    private String password() {
        if (passwordFile != null) {
            return firstLine(passwordFile);
        }
        String given = password == null ? System.getenv(PASSWORD_VARIABLE) : password;
        if (given == null || given.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "no password: give --password-file, --password or " + PASSWORD_VARIABLE);
        }
        return given;
    }

    private static String firstLine(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .findFirst()
                    .filter(line -> !line.isBlank())
                    .orElseThrow(() -> new ConfigProblem(file, "has no password in its first line"));
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        }
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private <T> T checked(java.util.function.Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
