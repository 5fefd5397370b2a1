package dev.patchwave.source.sip;

import dev.patchwave.source.core.CampaignEvent;

/** Where events for the campaigns go. Any thread. */
@FunctionalInterface
public interface CampaignInbox {
    /** False when there is no room: shed the load. */
    boolean offer(CampaignEvent event);
}
