package dev.patchwave.source.core;

import java.util.Collection;
import java.util.Comparator;

/** Rebuilds what {@link Campaigns} knew from the records that survived, in whatever order they are found. */
record Restoration(Collection<StateRecord> kept) {
    void into(Subscribers subscribers, Releases releases, CampaignBook book) {
        book.restore(kept.stream()
                .filter(StateRecord.CampaignKnown.class::isInstance)
                .map(record -> ((StateRecord.CampaignKnown) record).state())
                .sorted(Comparator.comparing(
                                (CampaignState state) -> state.plan().deadline())
                        .thenComparing(state -> state.plan().campaign()))
                .toList());
        for (StateRecord record : kept) {
            switch (record) {
                case StateRecord.MemberKnown(var member) -> subscribers.restore(member);
                case StateRecord.ReleaseWithdrawn(var release) -> releases.withdraw(release);
                case StateRecord.InstanceProgressed progressed -> restore(progressed, book);
                case StateRecord.CampaignKnown known -> {}
                case StateRecord.MemberGone gone -> throw neverKept(gone);
                case StateRecord.ProgressForgotten forgotten -> throw neverKept(forgotten);
                case StateRecord.CampaignForgotten forgotten -> throw neverKept(forgotten);
            }
        }
        book.mostUrgentFirst().forEach(campaign -> leaveOutTheAbsent(campaign, subscribers));
    }

    /** Progress of a campaign that is closed or forgotten may be left over when the crash came between the two records. */
    private static void restore(StateRecord.InstanceProgressed progressed, CampaignBook book) {
        book.open(progressed.campaign())
                .ifPresent(campaign -> campaign.set(progressed.instance(), progressed.progress()));
    }

    /** Whoever is pending or absent is as good as away; the present join again when the campaigns begin. */
    private static void leaveOutTheAbsent(Campaign campaign, Subscribers subscribers) {
        campaign.unsettled().stream()
                .filter(instance -> subscribers.member(instance).isEmpty()
                        || campaign.progress(instance)
                                .filter(Progress.PENDING::equals)
                                .isPresent())
                .forEach(instance -> campaign.set(instance, Progress.AWAY));
    }

    private static IllegalStateException neverKept(StateRecord record) {
        return new IllegalStateException("kept instead of carried out: " + record);
    }
}
