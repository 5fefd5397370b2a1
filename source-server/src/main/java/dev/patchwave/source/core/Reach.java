package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.SubscriberId;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How many instances an order reaches, together with all that was ordered of the same release before without a second admin: else a
 * large audience could be cut into small ones. Changes nothing.
 */
record Reach(Subscribers subscribers, Fills fills, CampaignBook book) {
    /** Whether the order needs a second admin. While nobody is known, domains are counted instead of instances. */
    boolean needs(FourEyes rule, CampaignPlan plan) {
        SortedSet<DomainId> domains = new TreeSet<>();
        SortedSet<SubscriberId> named = new TreeSet<>();
        add(plan.scope(), domains, named);
        book.states().stream()
                .map(CampaignState::plan)
                .filter(other -> other.release().equals(plan.release()) && other.byOneAdmin())
                .forEach(other -> add(other.scope(), domains, named));
        if (subscribers.size() > 0) {
            return rule.ask(count(domains, named), subscribers.size());
        }
        boolean somebody = !named.isEmpty() && rule.abovePercent() < FourEyes.OFF_PERCENT;
        return somebody || rule.ask(domains.size(), fills.domainCount());
    }

    private static void add(Scope scope, Collection<DomainId> domains, Collection<SubscriberId> named) {
        switch (scope) {
            case Scope.Domains(var more) -> domains.addAll(more);
            case Scope.Named(var more) -> named.addAll(more);
            case Scope.Askers askers -> {} // They asked themselves.
        }
    }

    private long count(Collection<DomainId> domains, Collection<SubscriberId> named) {
        long inDomains = domains.stream().mapToLong(subscribers::count).sum();
        return inDomains
                + named.stream().mapToLong(one -> outside(domains, one)).sum();
    }

    /** The instances of a subscriber that no domain counts; one that is away may come. */
    private long outside(Collection<DomainId> domains, SubscriberId subscriber) {
        var instances = subscribers.of(subscriber);
        return instances.isEmpty()
                ? 1
                : instances.stream()
                        .flatMap(instance -> subscribers.member(instance).stream())
                        .filter(member -> !domains.contains(member.domain()))
                        .count();
    }
}
