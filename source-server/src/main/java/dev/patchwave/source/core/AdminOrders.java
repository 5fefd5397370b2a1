package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.Manner;
import dev.patchwave.signal.Signal;
import dev.patchwave.signal.SubscriberId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Admins' orders: judged, then begun at once, or kept until a second admin approves them. An order that nobody approved in time is closed, and its
 * name stays taken, so that an approval never meets another order than the one that was looked at. Not thread-safe; belongs to one core.
 */
final class AdminOrders {
    /** Orders that wait for a second admin at a time. */
    static final int MAX_WAITING_ORDERS = 100;

    /** Begins a campaign that may begin. */
    @FunctionalInterface
    interface Starter {
        void start(CampaignPlan plan, Instant now, List<CampaignEffect> out);
    }

    private final FourEyes fourEyes;
    private final OrderJudge judge;
    private final Reach reach;
    private final CampaignBook book;
    private final Starter starter;
    private final Map<CampaignId, CampaignPlan> waiting = new TreeMap<>();

    AdminOrders(FourEyes fourEyes, OrderJudge judge, Reach reach, CampaignBook book, Starter starter) {
        this.fourEyes = fourEyes;
        this.judge = judge;
        this.reach = reach;
        this.book = book;
        this.starter = starter;
    }

    /** Takes an order that waited before a restart. */
    void restore(CampaignPlan plan) {
        waiting.put(plan.campaign(), plan);
    }

    void commanded(
            SubscriberId admin, Signal.CampaignCommand command, long ticket, Instant now, List<CampaignEffect> out) {
        var plan = new CampaignPlan(
                command.campaign(),
                command.manner() == Manner.FORCED ? Urgency.FORCED : Urgency.OFFERED,
                command.release(),
                Scope.of(command.audience()),
                now,
                now.plus(command.deadline()),
                command.spread(),
                Optional.of(admin));
        out.add(new CampaignEffect.AnswerCommand(decide(plan, now, out), ticket));
    }

    void approved(SubscriberId approver, CampaignId campaign, long ticket, Instant now, List<CampaignEffect> out) {
        var plan = Optional.ofNullable(waiting.get(campaign));
        Verdict verdict =
                plan.isPresent() ? approve(approver, plan.get(), now, out) : nothingToApprove(approver, campaign);
        out.add(new CampaignEffect.AnswerCommand(verdict, ticket));
    }

    /** Closes what nobody approved in time. */
    void expire(Instant now, List<CampaignEffect> out) {
        over(now).forEach(plan -> drop(plan, out));
    }

    /** Nobody shall be told of this release any more. */
    void withdrawn(ReleaseId release, List<CampaignEffect> out) {
        List.copyOf(waiting.values()).stream()
                .filter(plan -> plan.release().equals(release))
                .forEach(plan -> drop(plan, out));
    }

    Optional<Instant> nextExpiry() {
        return Earliest.of(waiting.values().stream().map(CampaignPlan::approval).map(one -> one.map(Approval::until)));
    }

    /** Open, closed and waiting campaigns, by name. */
    List<CampaignState> states() {
        var all = new ArrayList<>(book.states());
        waiting.values().forEach(plan -> all.add(CampaignState.waiting(plan)));
        all.sort(Comparator.comparing(state -> state.plan().campaign()));
        return all;
    }

    private Verdict decide(CampaignPlan plan, Instant now, List<CampaignEffect> out) {
        Optional<CampaignPlan> known =
                Optional.ofNullable(waiting.get(plan.campaign())).or(() -> book.plan(plan.campaign()));
        Verdict verdict = judge.judge(plan, known);
        if (!(verdict instanceof Verdict.Accepted)) {
            return verdict;
        }
        if (known.isPresent()) {
            return waiting.containsKey(plan.campaign()) ? pending(known.get()) : verdict;
        }
        if (reach.needs(fourEyes, plan)) {
            return await(plan.needing(new Approval(now.plus(fourEyes.within()), Optional.empty())), out);
        }
        starter.start(plan, now, out);
        return verdict;
    }

    private Verdict await(CampaignPlan plan, List<CampaignEffect> out) {
        if (waiting.size() >= MAX_WAITING_ORDERS) {
            return new Verdict.Refused(MAX_WAITING_ORDERS + " campaigns wait for approval already");
        }
        waiting.put(plan.campaign(), plan);
        CampaignState state = CampaignState.waiting(plan);
        out.add(new CampaignEffect.Persist(new StateRecord.CampaignKnown(state)));
        plan.admin().ifPresent(admin -> out.add(new CampaignEffect.ReportToAdmin(admin, state)));
        return pending(plan);
    }

    private Verdict approve(SubscriberId approver, CampaignPlan plan, Instant now, List<CampaignEffect> out) {
        if (plan.admin().equals(Optional.of(approver))) {
            return new Verdict.Forbidden("campaign " + plan.campaign()
                    + " is your own order: another admin with the role approver has to approve it");
        }
        if (over(now).contains(plan)) {
            return new Verdict.Refused("campaign " + plan.campaign() + " has expired: order it anew");
        }
        Verdict verdict = judge.judge(plan, Optional.empty()); // The release may be gone since, the book full.
        if (verdict instanceof Verdict.Accepted) {
            waiting.remove(plan.campaign());
            starter.start(plan.approvedBy(approver, now), now, out);
        }
        return verdict;
    }

    /** An approval may be said again, since its answer may have been lost. */
    private Verdict nothingToApprove(SubscriberId approver, CampaignId campaign) {
        Optional<CampaignPlan> known = book.plan(campaign);
        boolean again = known.flatMap(CampaignPlan::approval)
                .flatMap(Approval::by)
                .filter(approver::equals)
                .isPresent();
        if (again) {
            return new Verdict.Accepted();
        }
        return known.isPresent()
                ? new Verdict.Refused("campaign " + campaign + " does not wait for approval")
                : new Verdict.Unknown("campaign " + campaign + " is not known here");
    }

    private void drop(CampaignPlan plan, List<CampaignEffect> out) {
        waiting.remove(plan.campaign());
        book.closeUnbegun(plan, out);
    }

    private List<CampaignPlan> over(Instant now) {
        return waiting.values().stream()
                .filter(plan -> plan.approval()
                        .filter(approval -> !approval.until().isAfter(now))
                        .isPresent())
                .toList();
    }

    private static Verdict pending(CampaignPlan plan) {
        return new Verdict.Pending(
                plan.campaign(), plan.approval().orElseThrow().until());
    }
}
