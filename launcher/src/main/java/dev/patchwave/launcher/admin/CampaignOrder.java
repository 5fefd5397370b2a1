package dev.patchwave.launcher.admin;

import dev.patchwave.config.TimeSpan;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.Audience;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code force} and {@code offer} have in common: one MESSAGE to the source, and its reports if they are waited for. */
@Command(
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The password is read from --password-file, or --password, or the environment's PATCHWAVE_PASSWORD.",
            "A campaign that reaches too many for one admin waits until another one approves it: patchwave approve.",
            "Exit code: 0 ordered (with --wait: finished), 1 refused, not reached or not finished in time, 2 wrong usage."
        })
abstract class CampaignOrder implements Callable<Integer> {
    static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);
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
            names = "--wait",
            arity = "0..1",
            fallbackValue = "1h",
            paramLabel = "TIME",
            description =
                    "Wait until the campaign has finished, at most so long (${FALLBACK-VALUE}), and tell how it goes.")
    private String wait;

    @Mixin
    private AdminAccess access;

    abstract Manner manner();

    @Override
    public final Integer call() throws IOException {
        var command = access.checked(this::command);
        var source = access.source();
        Duration patience = wait == null
                ? Duration.ZERO
                : access.checked(() -> TimeSpan.parse(wait)).duration();
        try (var session = access.session()) {
            Optional<String> pending = session.order(command, source.service(), ANSWER_PATIENCE);
            access.tell(pending.map(why -> "not begun: " + why + "; see patchwave approve --campaign " + campaign)
                    .orElse("campaign " + campaign + " ordered: " + manner().word() + " " + release));
            return wait == null || finishes(session, patience) ? 0 : NOT_FINISHED;
        }
    }

    private boolean finishes(AdminSession session, Duration patience) throws IOException {
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (true) {
            var report = session.nextReport(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
            if (report.isEmpty()) {
                access.tell("not finished within " + patience.toSeconds() + " s; it goes on, see patchwave status");
                return false;
            }
            if (report.get().campaign().value().equals(campaign)) {
                access.tell(report.get().stage().word() + ": " + report.get().text() + " "
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
}
