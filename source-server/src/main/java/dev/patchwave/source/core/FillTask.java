package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;

/** What a cache is ordered to hold, and the campaign that first wanted it. */
public record FillTask(ReleaseId release, CampaignId campaign) {}
