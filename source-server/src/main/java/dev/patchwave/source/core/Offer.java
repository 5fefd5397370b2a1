package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.swarm.HolderId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an instance is told: upgrade to this release, by then, from there.
 *
 * @param immediate upgrade now (effective-by 0), instead of by the deadline
 * @param cache the cache of its domain that it should ask; empty where a domain has none: the source
 */
public record Offer(
        CampaignId campaign,
        ReleaseId release,
        boolean immediate,
        Instant deadline,
        Duration spread,
        Optional<HolderId> cache) {}
