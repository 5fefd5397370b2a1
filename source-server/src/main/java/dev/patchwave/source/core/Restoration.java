package dev.patchwave.source.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rebuilds what {@link Campaigns} knew from the records that survived: take each, then finish. */
final class Restoration {
    private final Subscribers subscribers;
    private final Releases releases;
    private final CampaignBook book;
    private final AdminOrders orders;
    private final List<CampaignState> closed = new ArrayList<>();

    Restoration(Subscribers subscribers, Releases releases, CampaignBook book, AdminOrders orders) {
        this.subscribers = subscribers;
        this.releases = releases;
        this.book = book;
        this.orders = orders;
    }

    void take(StateRecord record) {
        switch (record) {
            case StateRecord.CampaignKnown(var state) when state.stage() == Stage.CLOSED -> closed.add(state);
            case StateRecord.CampaignKnown(var state)
            when state.stage() == Stage.AWAITING_APPROVAL -> orders.restore(state.plan());
            case StateRecord.CampaignKnown(var state) -> book.restoreOpen(state);
            // What is left of a campaign that is closed or forgotten: the crash came between the two records.
            case StateRecord.InstanceProgressed(var campaign, var instance, var progress) ->
                book.open(campaign).ifPresent(open -> open.set(instance, progress));
            case StateRecord.MemberKnown(var member) -> subscribers.restore(member);
            case StateRecord.ReleaseWithdrawn(var release) -> releases.withdraw(release);
            case StateRecord.MemberGone gone -> throw neverKept(gone);
            case StateRecord.ProgressForgotten forgotten -> throw neverKept(forgotten);
            case StateRecord.CampaignForgotten forgotten -> throw neverKept(forgotten);
        }
    }

    void finish() {
        closed.sort(Comparator.comparing((CampaignState state) -> state.plan().deadline())
                .thenComparing(state -> state.plan().campaign()));
        closed.forEach(book::restoreClosed);
        book.mostUrgentFirst().forEach(this::leaveOutTheAbsent);
    }

    /** Whoever is pending or absent is as good as away; the present join again when the campaigns begin. */
    private void leaveOutTheAbsent(Campaign campaign) {
        campaign.unsettled(instance -> {
            boolean pending =
                    campaign.progress(instance).filter(Progress.PENDING::equals).isPresent();
            if (pending || subscribers.member(instance).isEmpty()) {
                campaign.set(instance, Progress.AWAY);
            }
        });
    }

    private static IllegalStateException neverKept(StateRecord record) {
        return new IllegalStateException("kept instead of carried out: " + record);
    }
}
