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
 */
public record CampaignPlan(
        CampaignId campaign,
        Urgency urgency,
        ReleaseId release,
        Scope scope,
        Instant accepted,
        Instant deadline,
        Duration spread,
        Optional<SubscriberId> admin) {
    public CampaignPlan {
        if (spread.isNegative() || !deadline.isAfter(accepted)) {
            throw new IllegalArgumentException("campaign " + campaign + ": its deadline must lie in the future");
        }
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
