package dev.patchwave.source.sip;

import dev.patchwave.signal.Audience;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.AdminRole;
import dev.patchwave.source.core.CampaignEvent;
import dev.patchwave.trust.SignedStop;
import dev.patchwave.trust.TrustProblem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A signal that is an admin's command: the role that it takes, and how it is told in the audit log. */
sealed interface AdminCommand {
    int MAX_NAMED = 20;

    /** Bring a release to an audience. */
    record Order(Signal.CampaignCommand order) implements AdminCommand {
        @Override
        public AdminRole role() {
            return AdminRole.OPERATOR;
        }

        CampaignEvent event(SubscriberId admin, long ticket) {
            return new CampaignEvent.Commanded(admin, order, ticket);
        }

        @Override
        public String words() {
            return order.manner().word() + " campaign " + order.campaign() + ": " + order.release() + " to "
                    + whom(order.audience()) + ", deadline " + order.deadline().toSeconds() + " s, spread "
                    + order.spread().toSeconds() + " s";
        }

        private static String whom(Audience audience) {
            return switch (audience) {
                case Audience.Domains(var domains) -> named("domains", domains);
                case Audience.Subscribers(var subscribers) -> named("subscribers", subscribers);
            };
        }

        private static String named(String what, List<?> all) {
            String more = all.size() > MAX_NAMED ? " and " + (all.size() - MAX_NAMED) + " more" : "";
            return all.stream()
                    .limit(MAX_NAMED)
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", what + " ", more));
        }
    }

    /** Let another admin's campaign begin. */
    record Approve(Signal.CampaignApproval approval) implements AdminCommand {
        @Override
        public AdminRole role() {
            return AdminRole.APPROVER;
        }

        CampaignEvent event(SubscriberId admin, long ticket) {
            return new CampaignEvent.Approved(admin, approval.campaign(), ticket);
        }

        @Override
        public String words() {
            return "approve campaign " + approval.campaign();
        }
    }

    /** Pass on a publisher's order to stop or resume. It is not the campaigns that judge it, but its signature. */
    record Stop(Signal.StopOrdered signal) implements AdminCommand {
        @Override
        public AdminRole role() {
            return AdminRole.EMERGENCY;
        }

        @Override
        public String words() {
            try {
                return SignedStop.unverified(SignedStop.envelopeOf(signal.order()))
                        .toString();
            } catch (TrustProblem problem) {
                return "stop order that cannot be read";
            }
        }
    }

    /** The command that a signal is; empty when it is none. */
    static Optional<AdminCommand> of(Signal signal) {
        return switch (signal) {
            case Signal.CampaignCommand order -> Optional.of(new Order(order));
            case Signal.CampaignApproval approval -> Optional.of(new Approve(approval));
            case Signal.StopOrdered stop -> Optional.of(new Stop(stop));
            case Signal.ReleaseAvailable none -> Optional.empty();
            case Signal.ForceUpgrade none -> Optional.empty();
            case Signal.FillOrder none -> Optional.empty();
            case Signal.UpgradeReport none -> Optional.empty();
            case Signal.CampaignReport none -> Optional.empty();
            case Signal.TokenAsk none -> Optional.empty();
        };
    }

    /** What an admin needs to give it. */
    AdminRole role();

    /** In words, for the audit log and for whom it is refused. */
    String words();
}
