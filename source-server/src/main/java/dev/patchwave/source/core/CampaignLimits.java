package dev.patchwave.source.core;

import java.time.Duration;

/**
 * The limits of {@link Campaigns}; all of them in one place.
 *
 * @param pace how fast subscribers are signalled
 * @param maxOpenCampaigns campaigns that are not closed, those of users included
 * @param maxClosedCampaigns closed campaigns that are remembered, so that a repeated command is recognised
 * @param maxSignalAttempts times an instance is tried in vain before it counts as away
 * @param firstRetry wait after the first vain attempt; doubles with each
 * @param settleTime wait between a registration and the first signal, since the client's 200 may still be on its way
 * @param answerPatience when a signal without an answer counts as unreachable; above Timer F of 32 s (RFC 3261 17.1.2.2)
 * @param maxDeferredInstances of one campaign that wait for a NOTIFY that their subscription does not allow yet (RFC 6446)
 * @param reportGrace how long after the deadline of an offer reports still count
 * @param requestLife how long a user's request stays open
 */
public record CampaignLimits(
        PaceLimits pace,
        int maxOpenCampaigns,
        int maxClosedCampaigns,
        int maxSignalAttempts,
        Duration firstRetry,
        Duration settleTime,
        Duration answerPatience,
        int maxDeferredInstances,
        Duration reportGrace,
        Duration requestLife) {
    public static final CampaignLimits DEFAULT = new CampaignLimits(
            new PaceLimits(2_800, 2_000),
            1_000,
            1_000,
            3,
            Duration.ofSeconds(15),
            Duration.ofMillis(200),
            Duration.ofSeconds(40),
            200_000,
            Duration.ofMinutes(10),
            Duration.ofDays(1));

    public CampaignLimits withPace(PaceLimits other) {
        return new CampaignLimits(
                other,
                maxOpenCampaigns,
                maxClosedCampaigns,
                maxSignalAttempts,
                firstRetry,
                settleTime,
                answerPatience,
                maxDeferredInstances,
                reportGrace,
                requestLife);
    }

    public CampaignLimits withMaxOpenCampaigns(int other) {
        return new CampaignLimits(
                pace,
                other,
                maxClosedCampaigns,
                maxSignalAttempts,
                firstRetry,
                settleTime,
                answerPatience,
                maxDeferredInstances,
                reportGrace,
                requestLife);
    }

    public CampaignLimits withMaxDeferredInstances(int other) {
        return new CampaignLimits(
                pace,
                maxOpenCampaigns,
                maxClosedCampaigns,
                maxSignalAttempts,
                firstRetry,
                settleTime,
                answerPatience,
                other,
                reportGrace,
                requestLife);
    }
}
