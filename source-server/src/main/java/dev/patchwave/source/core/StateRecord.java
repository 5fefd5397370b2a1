package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;

/**
 * One durable fact. A later record about the same thing replaces the earlier one; the shell keeps them in the order in which
 * they were asked for, and hands what remains to {@link Campaigns} after a restart, as {@link KeptRecords}.
 */
public sealed interface StateRecord {
    /** Who can be reached how; replaces what was known of the instance. */
    record MemberKnown(Member member) implements StateRecord {}

    /** The instance is not reachable any more: forget its {@link MemberKnown}. */
    record MemberGone(SubscriberId subscriber, InstanceId instance) implements StateRecord {}

    /** The release is told to nobody any more. */
    record ReleaseWithdrawn(ReleaseId release) implements StateRecord {}

    /** A campaign and its stage; replaces what was known of it. The counts matter once it is closed. */
    record CampaignKnown(CampaignState state) implements StateRecord {}

    /** How far an instance has come in a campaign; replaces what was known of the two. */
    record InstanceProgressed(CampaignId campaign, InstanceId instance, Progress progress) implements StateRecord {}

    /** The campaign is closed: forget every {@link InstanceProgressed} of it. */
    record ProgressForgotten(CampaignId campaign) implements StateRecord {}

    /** The campaign closed long ago: forget its {@link CampaignKnown}. */
    record CampaignForgotten(CampaignId campaign) implements StateRecord {}
}
