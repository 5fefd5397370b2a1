package dev.patchwave.source.core;

import java.util.Optional;

/** Whether an admin's order can be carried out, in words for the admin. Changes nothing. */
record OrderJudge(CampaignLimits limits, Releases releases, Fills fills, CampaignBook book) {
    /** @param known the order that has this name already */
    Verdict judge(CampaignPlan plan, Optional<CampaignPlan> known) {
        return known.isPresent() ? repeated(known.get(), plan) : fresh(plan);
    }

    private Verdict fresh(CampaignPlan plan) {
        if (releases.current(plan.release()).isEmpty()) {
            return new Verdict.Unknown("release " + plan.release() + " is not published here");
        }
        if (book.isFull()) {
            return new Verdict.Refused(limits.maxOpenCampaigns() + " campaigns are open already, no more than that");
        }
        return switch (plan.scope()) {
            case Scope.Domains(var domains) ->
                domains.stream()
                        .filter(domain -> !fills.knows(domain))
                        .findFirst()
                        .<Verdict>map(domain -> new Verdict.Unknown("domain " + domain + " does not exist here"))
                        .orElseGet(Verdict.Accepted::new);
            case Scope.Named named -> new Verdict.Accepted();
            case Scope.Askers askers -> throw new IllegalStateException("an order for askers");
        };
    }

    private static Verdict repeated(CampaignPlan known, CampaignPlan again) {
        return known.sameOrderAs(again)
                ? new Verdict.Accepted()
                : new Verdict.Refused("campaign " + known.campaign() + " was another command: choose another name");
    }
}
