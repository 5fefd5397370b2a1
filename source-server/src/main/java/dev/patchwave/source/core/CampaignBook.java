package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Every campaign that is open or remembered, and its way through the stages. The only place that changes a {@link Stage}, makes
 * it durable and reports it to the admin. Not thread-safe; belongs to one core.
 */
final class CampaignBook {
    private static final Comparator<Campaign> MOST_URGENT_FIRST = Comparator.comparing(
                    (Campaign campaign) -> campaign.plan().urgency())
            .thenComparing(campaign -> campaign.plan().accepted())
            .thenComparing(campaign -> campaign.plan().campaign());

    private final CampaignLimits limits;
    private final Instances instances;
    private final Map<CampaignId, Campaign> open = new TreeMap<>();
    private final Map<CampaignId, CampaignState> closed = new LinkedHashMap<>(); // Oldest first.
    private List<Campaign> mostUrgentFirst = List.of();

    CampaignBook(CampaignLimits limits, Instances instances) {
        this.limits = limits;
        this.instances = instances;
    }

    /** Takes a campaign as it was before a restart, without its instances. */
    void restoreOpen(CampaignState state) {
        open.put(state.plan().campaign(), new Campaign(state.plan(), state.stage(), instances));
        sortOpen();
    }

    /** Takes a closed campaign as it was before a restart; the first to end first. */
    void restoreClosed(CampaignState state) {
        closed.put(state.plan().campaign(), state);
    }

    /** The open campaigns; the list does not change under the reader's hands. */
    List<Campaign> mostUrgentFirst() {
        return mostUrgentFirst;
    }

    Optional<Campaign> open(CampaignId id) {
        return Optional.ofNullable(open.get(id));
    }

    boolean isFull() {
        return open.size() >= limits.maxOpenCampaigns();
    }

    /** What was decided under this name, be it open or closed. */
    Optional<CampaignPlan> plan(CampaignId id) {
        return open(id).map(Campaign::plan)
                .or(() -> Optional.ofNullable(closed.get(id)).map(CampaignState::plan));
    }

    Campaign start(CampaignPlan plan, List<CampaignEffect> out) {
        var campaign = new Campaign(plan, Stage.ACCEPTED, instances);
        open.put(plan.campaign(), campaign);
        sortOpen();
        reach(campaign, Stage.ACCEPTED, out);
        return campaign;
    }

    /** A user asked in a campaign that was finished already. */
    void reopen(Campaign campaign, List<CampaignEffect> out) {
        if (campaign.stage() == Stage.FINISHED) {
            reach(campaign, Stage.ACCEPTED, out);
        }
    }

    /** Takes each campaign as far as its instances have come. While nobody has shown up, it waits for somebody. */
    void advance(List<CampaignEffect> out) {
        for (Campaign campaign : mostUrgentFirst) {
            boolean told = campaign.targeted() > 0 && campaign.count(Progress.PENDING) == 0 && !campaign.expectsMore();
            boolean done = told && campaign.count(Progress.SIGNALLED) + campaign.count(Progress.STARTED) == 0;
            if (told && campaign.stage() == Stage.ACCEPTED) {
                reach(campaign, Stage.SIGNALLED, out);
            }
            if (done && campaign.stage() == Stage.SIGNALLED) {
                reach(campaign, Stage.FINISHED, out);
            }
        }
    }

    /** Gives up whoever is not done, and remembers only the sums. */
    void close(Campaign campaign, List<CampaignEffect> out) {
        CampaignId id = campaign.plan().campaign();
        campaign.giveUpTheRest();
        if (campaign.stage() != Stage.FINISHED) {
            reach(campaign, Stage.FINISHED, out);
        }
        campaign.reach(Stage.CLOSED);
        persist(campaign, out);
        out.add(new CampaignEffect.Persist(new StateRecord.ProgressForgotten(id)));
        open.remove(id);
        closed.put(id, campaign.state());
        campaign.letGo();
        sortOpen();
        forgetOldest(out);
    }

    /** Remembers an order that never began, so that its name stays taken. */
    void closeUnbegun(CampaignPlan plan, List<CampaignEffect> out) {
        var state = new CampaignState(plan, Stage.CLOSED, new TreeMap<>());
        closed.put(plan.campaign(), state);
        out.add(new CampaignEffect.Persist(new StateRecord.CampaignKnown(state)));
        plan.admin().ifPresent(admin -> out.add(new CampaignEffect.ReportToAdmin(admin, state)));
        forgetOldest(out);
    }

    /** The campaigns whose time is over. */
    List<Campaign> over(Instant now) {
        return mostUrgentFirst.stream()
                .filter(campaign -> !closesAt(campaign.plan()).isAfter(now))
                .toList();
    }

    Optional<Instant> nextClosing() {
        return mostUrgentFirst.stream()
                .map(campaign -> closesAt(campaign.plan()))
                .min(Instant::compareTo);
    }

    boolean wants(ReleaseId release) {
        return mostUrgentFirst.stream()
                .anyMatch(campaign -> campaign.plan().release().equals(release));
    }

    /** Open and closed ones, by name. */
    List<CampaignState> states() {
        var all = new ArrayList<>(closed.values());
        mostUrgentFirst.forEach(campaign -> all.add(campaign.state()));
        all.sort(Comparator.comparing(state -> state.plan().campaign()));
        return all;
    }

    private void reach(Campaign campaign, Stage stage, List<CampaignEffect> out) {
        campaign.reach(stage);
        persist(campaign, out);
        campaign.plan().admin().ifPresent(admin -> out.add(new CampaignEffect.ReportToAdmin(admin, campaign.state())));
    }

    private static void persist(Campaign campaign, List<CampaignEffect> out) {
        out.add(new CampaignEffect.Persist(new StateRecord.CampaignKnown(campaign.state())));
    }

    private Instant closesAt(CampaignPlan plan) {
        return plan.urgency() == Urgency.OFFERED
                ? plan.deadline().plus(plan.spread()).plus(limits.reportGrace())
                : plan.deadline();
    }

    private void forgetOldest(List<CampaignEffect> out) {
        if (closed.size() > limits.maxClosedCampaigns()) {
            CampaignId oldest = closed.keySet().iterator().next();
            closed.remove(oldest);
            out.add(new CampaignEffect.Persist(new StateRecord.CampaignForgotten(oldest)));
        }
    }

    private void sortOpen() {
        mostUrgentFirst = open.values().stream().sorted(MOST_URGENT_FIRST).toList();
    }
}
