package dev.patchwave.source.sip;

import dev.patchwave.signal.SignalCodec;
import dev.patchwave.signal.SignalProblem;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.sip.Admission;
import dev.patchwave.signal.sip.SipAnswer;
import dev.patchwave.signal.sip.SipRequest;
import dev.patchwave.signal.sip.SipResponse;
import dev.patchwave.source.audit.AuditEntry;
import dev.patchwave.source.audit.AuditLog;
import dev.patchwave.source.audit.AuditOutcome;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.source.core.Verdict;
import dev.patchwave.source.state.StateKeeper;
import dev.patchwave.stop.StopBook;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admins' commands. Each stands in the audit log before it has any effect, and once more with its outcome before it is answered; without
 * the log nothing is carried out. Any thread.
 */
final class AdminDesk {
    private static final Logger LOG = LoggerFactory.getLogger(AdminDesk.class);
    private static final Duration COME_BACK = Duration.ofSeconds(5);
    private static final int MAX_WAITING_COMMANDS = 1_000;
    private static final int UNAUTHORIZED = 401;

    private record Waiting(AuditEntry entry, SipAnswer answer) {}

    private final Identities identities;
    private final AuditLog audit;
    private final StopBook stops;
    private final StateKeeper keeper;
    private final CampaignInbox campaigns;
    private final Executor afterwards;
    private final Tickets<Waiting> waiting = new Tickets<>(MAX_WAITING_COMMANDS);

    AdminDesk(
            Identities identities,
            AuditLog audit,
            StopBook stops,
            StateKeeper keeper,
            CampaignInbox campaigns,
            Executor afterwards) {
        this.identities = identities;
        this.audit = audit;
        this.stops = stops;
        this.keeper = keeper;
        this.campaigns = campaigns;
        this.afterwards = afterwards;
    }

    /** A command of whoever was let in; whether it is an admin is looked at here. */
    void command(SubscriberId sender, AdminCommand command, SipRequest request, SipAnswer answer) {
        var entry = new AuditEntry(sender.uri(), from(request), command.words());
        if (!identities.has(sender, command.role())) {
            refuse(
                    entry,
                    answer,
                    SipResponse.of(403, "this needs the role " + command.role().word()));
            return;
        }
        afterWriting(
                audit.write(entry, AuditOutcome.TAKEN, ""), answer, () -> carryOut(sender, command, entry, answer));
    }

    /** A body that is no command. */
    void unreadable(SubscriberId sender, String problem, SipRequest request, SipAnswer answer) {
        refuse(new AuditEntry(sender.uri(), from(request), "unreadable"), answer, SipResponse.of(400, problem));
    }

    /** Somebody who was not let in; one that only lacks credentials, or has old ones, will come again with better ones. */
    void notAdmitted(Admission.Refused refused, SipRequest request, SipAnswer answer) {
        SipResponse response = refused.response();
        boolean comesAgain = response.status() == UNAUTHORIZED
                && (!request.headers().has("Authorization")
                        || response.headers().all("WWW-Authenticate").stream()
                                .anyMatch(challenge -> challenge.contains("stale=true")));
        if (comesAgain) {
            answer.send(response);
            return;
        }
        var entry = new AuditEntry(claimed(request), from(request), words(request));
        afterWriting(audit.refused(entry, refused.reason()), answer, () -> answer.send(response));
    }

    /** The verdict on a command leaves for its admin. */
    void answer(Verdict verdict, long ticket) {
        keeper.whenDurable(() -> waiting.redeem(ticket).ifPresent(command -> answer(verdict, command)), afterwards);
    }

    /** The command that a request brings, if it brings one. */
    static Optional<AdminCommand> in(SipRequest request) {
        try {
            return AdminCommand.of(SignalCodec.decode(request.body().bytes()));
        } catch (SignalProblem problem) {
            return Optional.empty();
        }
    }

    private void carryOut(SubscriberId admin, AdminCommand command, AuditEntry entry, SipAnswer answer) {
        switch (command) {
            case AdminCommand.Order order -> ask(entry, answer, ticket -> order.event(admin, ticket));
            case AdminCommand.Approve approve -> ask(entry, answer, ticket -> approve.event(admin, ticket));
            case AdminCommand.Stop stop -> stop(stop.signal().order(), new Waiting(entry, answer));
        }
    }

    /** Taken, it is on disk; who is told of it is the listeners' care. */
    private void stop(String order, Waiting command) {
        try {
            switch (stops.take(order)) {
                case StopBook.Taken.News news -> accept(command, AuditOutcome.ACCEPTED, SipResponse.of(200), "");
                case StopBook.Taken.Known() ->
                    accept(command, AuditOutcome.ACCEPTED, SipResponse.of(200), "known already");
                case StopBook.Taken.Refused(var reason) ->
                    refuse(command.entry(), command.answer(), SipResponse.of(400, reason));
            }
        } catch (IOException e) {
            refuse(command.entry(), command.answer(), SipResponse.later(COME_BACK));
        }
    }

    private void ask(AuditEntry entry, SipAnswer answer, LongFunction<CampaignEvent> event) {
        Optional<Long> ticket = waiting.issue(new Waiting(entry, answer));
        if (ticket.isEmpty() || !campaigns.offer(event.apply(ticket.get()))) {
            ticket.ifPresent(waiting::redeem);
            refuse(entry, answer, SipResponse.later(COME_BACK));
        }
    }

    private void answer(Verdict verdict, Waiting command) {
        switch (verdict) {
            case Verdict.Accepted() -> accept(command, AuditOutcome.ACCEPTED, SipResponse.of(200), "");
            case Verdict.Pending(var campaign, var until) -> {
                String text = "campaign " + campaign + " is pending approval by another admin until " + until;
                accept(command, AuditOutcome.PENDING, SipResponse.of(202, text), "until " + until);
            }
            case Verdict.Forbidden(var reason) ->
                refuse(command.entry(), command.answer(), SipResponse.of(403, reason));
            case Verdict.Unknown(var reason) -> refuse(command.entry(), command.answer(), SipResponse.of(404, reason));
            case Verdict.Refused(var reason) -> refuse(command.entry(), command.answer(), SipResponse.of(400, reason));
        }
    }

    private void accept(Waiting command, AuditOutcome outcome, SipResponse response, String reason) {
        var answer = command.answer();
        afterWriting(audit.write(command.entry(), outcome, reason), answer, () -> answer.send(response));
    }

    private void refuse(AuditEntry entry, SipAnswer answer, SipResponse response) {
        LOG.atWarn()
                .addKeyValue("status", response.status())
                .addKeyValue("reason", response.warning().orElse(""))
                .log("an admin's command was refused");
        String reason = response.warning().orElse(response.reason());
        afterWriting(audit.refused(entry, response.status() + " " + reason), answer, () -> answer.send(response));
    }

    /** Without its line nothing is done: the admin may come again when the disk works. */
    private void afterWriting(CompletableFuture<Void> line, SipAnswer answer, Runnable task) {
        var unused = line.whenCompleteAsync(
                (done, failure) -> {
                    if (failure == null) {
                        task.run();
                    } else {
                        answer.send(SipResponse.later(COME_BACK));
                    }
                },
                afterwards);
    }

    private static String claimed(SipRequest request) {
        try {
            return "? " + request.from().sipUri().addressOfRecord();
        } catch (IllegalArgumentException ofAnotherScheme) {
            return "?";
        }
    }

    private static String words(SipRequest request) {
        return in(request).map(AdminCommand::words).orElse("unreadable");
    }

    private static String from(SipRequest request) {
        return request.transport().token() + " " + request.remote().getAddress().getHostAddress() + ":"
                + request.remote().getPort();
    }
}
