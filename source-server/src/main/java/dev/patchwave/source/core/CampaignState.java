package dev.patchwave.source.core;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A campaign as seen from outside.
 *
 * @param instances how many instances are at which progress; without those at which there are none
 */
public record CampaignState(CampaignPlan plan, Stage stage, SortedMap<Progress, Integer> instances) {
    public CampaignState {
        instances = new TreeMap<>(instances);
    }

    /** An order that waits for a second admin. */
    static CampaignState waiting(CampaignPlan plan) {
        return new CampaignState(plan, Stage.AWAITING_APPROVAL, new TreeMap<>());
    }

    /** How many instances the campaign is for, as far as they have shown up. */
    public int targeted() {
        return instances.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int count(Progress progress) {
        return instances.getOrDefault(progress, 0);
    }
}
