package dev.patchwave.source.sip;

import dev.patchwave.signal.Audience;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.AdminRole;
import dev.patchwave.source.core.CampaignEvent;
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

        @Override
        public CampaignEvent event(SubscriberId admin, long ticket) {
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

        @Override
        public CampaignEvent event(SubscriberId admin, long ticket) {
            return new CampaignEvent.Approved(admin, approval.campaign(), ticket);
        }

        @Override
        public String words() {
            return "approve campaign " + approval.campaign();
        }
    }

    /** The command that a signal is; empty when it is none. */
    static Optional<AdminCommand> of(Signal signal) {
        return switch (signal) {
            case Signal.CampaignCommand order -> Optional.of(new Order(order));
            case Signal.CampaignApproval approval -> Optional.of(new Approve(approval));
            case Signal.ReleaseAvailable none -> Optional.empty();
            case Signal.ForceUpgrade none -> Optional.empty();
            case Signal.FillOrder none -> Optional.empty();
            case Signal.UpgradeReport none -> Optional.empty();
            case Signal.CampaignReport none -> Optional.empty();
        };
    }

    /** What an admin needs to give it. */
    AdminRole role();

    /** What the campaigns are told of it. */
    CampaignEvent event(SubscriberId admin, long ticket);

    /** In words, for the audit log and for whom it is refused. */
    String words();
}
