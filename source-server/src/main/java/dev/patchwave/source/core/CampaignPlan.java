package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.SubscriberId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was decided when a campaign was accepted; never changes afterwards.
 *
 * @param accepted when the source accepted it
 * @param deadline when whoever has not upgraded is given up; for {@link Urgency#OFFERED} also when clients upgrade at the latest
 * @param spread each client waits a random part of this before it starts, so that they do not all start at once
 * @param admin who is told of its progress; empty for {@link Urgency#REQUESTED}
 * @param approval of a campaign that needed a second admin
 */
public record CampaignPlan(
        CampaignId campaign,
        Urgency urgency,
        ReleaseId release,
        Scope scope,
        Instant accepted,
        Instant deadline,
        Duration spread,
        Optional<SubscriberId> admin,
        Optional<Approval> approval) {
    public CampaignPlan {
        if (spread.isNegative() || !deadline.isAfter(accepted)) {
            throw new IllegalArgumentException("campaign " + campaign + ": its deadline must lie in the future");
        }
    }

    /** One that needs no second admin. */
    public CampaignPlan(
            CampaignId campaign,
            Urgency urgency,
            ReleaseId release,
            Scope scope,
            Instant accepted,
            Instant deadline,
            Duration spread,
            Optional<SubscriberId> admin) {
        this(campaign, urgency, release, scope, accepted, deadline, spread, admin, Optional.empty());
    }

    /** The same, which needs a second admin, or had one. */
    public CampaignPlan needing(Approval missing) {
        return new CampaignPlan(
                campaign, urgency, release, scope, accepted, deadline, spread, admin, Optional.of(missing));
    }

    /** The same, begun now: the time that it waited is not taken from its audience. */
    CampaignPlan approvedBy(SubscriberId approver, Instant now) {
        return new CampaignPlan(
                campaign,
                urgency,
                release,
                scope,
                now,
                now.plus(Duration.between(accepted, deadline)),
                spread,
                admin,
                approval.map(asked -> new Approval(asked.until(), Optional.of(approver))));
    }

    /** Whether one admin alone brought it about. */
    boolean byOneAdmin() {
        return admin.isPresent() && approval.isEmpty();
    }

    /** Whether it waits for a second admin, or waited in vain. */
    public boolean unapproved() {
        return approval.filter(asked -> asked.by().isEmpty()).isPresent();
    }

    /** Whether both ask for the same, apart from the moment at which they came. */
    boolean sameOrderAs(CampaignPlan other) {
        return campaign.equals(other.campaign)
                && urgency == other.urgency
                && release.equals(other.release)
                && scope.equals(other.scope)
                && spread.equals(other.spread)
                && Duration.between(accepted, deadline).equals(Duration.between(other.accepted, other.deadline));
    }
}
