package dev.patchwave.source.sip;

import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Admission;
import dev.patchwave.signal.sip.RequestAdmission;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.signal.sip.SipUri;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.state.StateKeeper;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MESSAGE to the service: commands of admins, which are the {@link AdminDesk}'s, and reports of clients. Answered when what it led to is durable, without a body
 * (RFC 3428 7). Any thread.
 */
final class MessageDesk {
    private static final Logger LOG = LoggerFactory.getLogger(MessageDesk.class);
    private static final Duration COME_BACK = Duration.ofSeconds(5);
    private static final int MAX_WAITING_MESSAGES = 10_000;
    private static final String JSON = "application/json";

    private final RequestAdmission admission;
    private final Identities identities;
    private final AdminDesk admins;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final ReportKeeper reports;
    private final TokenGiver tokens;
    private final Clock clock;
    private final Executor afterwards;
    private final Tickets<Report> waiting = new Tickets<>(MAX_WAITING_MESSAGES);

    /** A report that the campaigns look at. */
    private record Report(SubscriberId sender, Signal.UpgradeReport said, SipRequest request, SipAnswer answer) {}

    /** Answers who asks for a token; completed, never exceptionally. */
    @FunctionalInterface
    interface TokenGiver {
        CompletableFuture<SipResponse> answer(SubscriberId sender, Signal.TokenAsk ask);
    }

    /** @param reports keeps each report that is well-formed and of its sender's device; the answer waits for it */
    MessageDesk(
            RequestAdmission admission,
            Identities identities,
            AdminDesk admins,
            StateKeeper keeper,
            CampaignInbox campaigns,
            ReportKeeper reports,
            TokenGiver tokens,
            Clock clock,
            Executor afterwards) {
        this.admission = admission;
        this.identities = identities;
        this.admins = admins;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.reports = reports;
        this.tokens = tokens;
        this.clock = clock;
        this.afterwards = afterwards;
    }

    void handle(SipRequest request, SipAnswer answer) {
        switch (admission.admit(request, clock.instant())) {
            case Admission.Refused refused when isCommand(request) -> admins.notAdmitted(refused, request, answer);
            case Admission.Refused refused -> answer.send(refused.response());
            case Admission.Admitted(var sender) -> {
                String type = request.body().mediaType();
                if (type.equals(SignalCodec.CONTENT_TYPE) || type.equals(JSON)) {
                    handle(sender, request, answer);
                } else {
                    answer.send(SipResponse.of(415, "expected " + SignalCodec.CONTENT_TYPE)
                            .with("Accept", SignalCodec.CONTENT_TYPE + ", " + JSON));
                }
            }
        }
    }

    /** The campaigns took a report: it is answered once that is durable and it is kept. */
    void confirm(long ticket) {
        keeper.whenDurable(
                () -> waiting.redeem(ticket).ifPresent(this::keep), afterwards); // Until then it counts as waiting.
    }

    /** A report of somebody else's device: nothing of it is kept. */
    void refuse(long ticket) {
        waiting.redeem(ticket)
                .ifPresent(report -> afterwards.execute(() -> {
                    log(report.said(), "upgrade report refused");
                    report.answer().send(SipResponse.of(403, "the instance is not registered by who reports"));
                }));
    }

    private void handle(SubscriberId sender, SipRequest request, SipAnswer answer) {
        try {
            Signal signal = SignalCodec.decode(request.body().bytes());
            Optional<AdminCommand> command = AdminCommand.of(signal);
            if (command.isPresent() && isFor(identities.adminService(), request)) {
                admins.command(sender, command.get(), request, answer);
            } else if (signal instanceof Signal.UpgradeReport report && isFor(identities.service(), request)) {
                offer(new Report(sender, report, request, answer));
            } else if (signal instanceof Signal.TokenAsk ask && isFor(identities.service(), request)) {
                var unused = tokens.answer(sender, ask).thenAccept(answer::send);
            } else {
                answer.send(SipResponse.of(400, "this signal is not taken at this address"));
            }
        } catch (SignalProblem problem) {
            if (isFor(identities.adminService(), request) && identities.admins().containsKey(sender)) {
                admins.unreadable(sender, problem.getMessage(), request, answer);
            } else {
                answer.send(SipResponse.of(400, problem.getMessage()));
            }
        }
    }

    /** Whether it is for admins' eyes: where the service is its own address for admins, only the body tells. */
    private boolean isCommand(SipRequest request) {
        return isFor(identities.adminService(), request)
                && (!identities.adminService().equals(identities.service())
                        || AdminDesk.in(request).isPresent());
    }

    private void offer(Report report) {
        if (!keeper.hasRoom()) {
            report.answer().send(SipResponse.later(COME_BACK));
            return;
        }
        Optional<Long> ticket = waiting.issue(report);
        if (ticket.isEmpty()
                || !campaigns.offer(new CampaignEvent.Reported(report.sender(), report.said(), ticket.get()))) {
            ticket.ifPresent(waiting::redeem);
            report.answer().send(SipResponse.later(COME_BACK));
        }
    }

    private void keep(Report report) {
        log(report.said(), "upgrade reported");
        var unused = reports.keep(report.sender(), report.said(), report.request())
                .whenComplete((done, failure) ->
                        report.answer().send(failure == null ? SipResponse.of(200) : SipResponse.later(COME_BACK)));
    }

    private static void log(Signal.UpgradeReport report, String what) {
        LOG.atInfo()
                .addKeyValue("instance", report.instance())
                .addKeyValue("release", report.release())
                .addKeyValue("outcome", report.outcome().word())
                .addKeyValue("reason", report.reason().orElse(""))
                .log(what);
    }

    /** A proxy may have put our address into the Request-URI, so To counts as well. */
    private static boolean isFor(SubscriberId service, SipRequest request) {
        try {
            return SipUri.parse(request.requestUri()).addressOfRecord().equals(service.uri())
                    || request.to().sipUri().addressOfRecord().equals(service.uri());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
