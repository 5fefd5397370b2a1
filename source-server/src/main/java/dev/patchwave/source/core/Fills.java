package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.signal.CampaignId;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.swarm.HolderId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which cache was told to hold which release, and which domains are ready to serve it: one of its caches reported the manifest
 * and a segment. A cache that says nothing is told again, ever more rarely. A domain without caches is always ready; its
 * clients go to the source.
 */
final class Fills {
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);
    private static final Duration MAX_PATIENCE = Duration.ofSeconds(60);

    private record Due(Instant at, Duration patience) {}

    private record Order(CampaignId campaign, Optional<Due> due) {
        FillTask task(ReleaseId release) {
            return new FillTask(release, campaign);
        }

        Order withDue(Optional<Due> other) {
            return new Order(campaign, other);
        }
    }

    private final SortedMap<DomainId, List<HolderId>> caches = new TreeMap<>();
    private final Map<HolderId, DomainId> domains = new TreeMap<>();
    private final Map<HolderId, SortedMap<ReleaseId, Order>> ordered = new TreeMap<>();
    private final Map<ReleaseId, SortedSet<HolderId>> holding = new TreeMap<>();

    Fills(SortedMap<DomainId, List<HolderId>> caches) {
        caches.forEach((domain, there) -> this.caches.put(domain, List.copyOf(there)));
        caches.forEach((domain, there) -> there.forEach(cache -> domains.put(cache, domain)));
    }

    boolean knows(DomainId domain) {
        return caches.containsKey(domain);
    }

    /** Every domain, in order. */
    Collection<DomainId> domains() {
        return caches.keySet();
    }

    int domainCount() {
        return caches.size();
    }

    /** Orders the caches of a domain to hold a release, unless they were ordered before. */
    List<CampaignEffect> order(DomainId domain, ReleaseId release, CampaignId campaign, Instant now) {
        var effects = new ArrayList<CampaignEffect>();
        for (HolderId cache : caches.getOrDefault(domain, List.of())) {
            var orders = ordered.computeIfAbsent(cache, any -> new TreeMap<>());
            if (!orders.containsKey(release)) {
                Optional<Due> due = holds(cache, release) ? Optional.empty() : Optional.of(due(FIRST_PATIENCE, now));
                orders.put(release, new Order(campaign, due));
                effects.add(new CampaignEffect.OrderFill(cache, new FillTask(release, campaign)));
            }
        }
        return effects;
    }

    /** Everything that a cache is to hold; it has just come, so it is told all of it once more. */
    List<FillTask> ordersOf(HolderId cache, Instant now) {
        var orders = ordered.getOrDefault(cache, new TreeMap<>());
        orders.replaceAll((release, order) -> order.withDue(order.due().map(any -> due(FIRST_PATIENCE, now))));
        return orders.entrySet().stream()
                .map(entry -> entry.getValue().task(entry.getKey()))
                .toList();
    }

    /** Notes what a cache reported. True when that made its domain ready. */
    boolean note(HolderId cache, ReleaseId release, int segments, Instant now) {
        DomainId domain = domains.get(cache);
        if (domain == null || segments < 1) {
            lost(cache, release, now);
            return false;
        }
        boolean before = ready(domain, release);
        holding.computeIfAbsent(release, any -> new TreeSet<>()).add(cache);
        Optional.ofNullable(ordered.get(cache))
                .ifPresent(
                        orders -> orders.computeIfPresent(release, (same, order) -> order.withDue(Optional.empty())));
        return !before;
    }

    /** It held the release once, and lost it, for want of room say: where it is wanted, it is told again. */
    private void lost(HolderId cache, ReleaseId release, Instant now) {
        boolean held = holding.getOrDefault(release, new TreeSet<>()).remove(cache);
        if (held && ordered.containsKey(cache)) {
            ordered.get(cache)
                    .computeIfPresent(release, (same, order) -> order.withDue(Optional.of(due(FIRST_PATIENCE, now))));
        }
    }

    /** The cache could not be told; it is tried again when its patience runs out, and when it subscribes. */
    void failed(HolderId cache, ReleaseId release, Duration retryAfter, Instant now) {
        Optional.ofNullable(ordered.get(cache))
                .ifPresent(orders -> orders.computeIfPresent(
                        release,
                        (same, order) -> order.withDue(order.due()
                                .map(due -> new Due(now.plus(max(retryAfter, due.patience())), due.patience())))));
    }

    /** Nobody wants this release any more. */
    void forget(ReleaseId release) {
        ordered.values().forEach(orders -> orders.remove(release));
    }

    boolean ready(DomainId domain, ReleaseId release) {
        List<HolderId> there = caches.getOrDefault(domain, List.of());
        return there.isEmpty() || there.stream().anyMatch(cache -> holds(cache, release));
    }

    /** The cache that an instance should ask: one that holds something, else any of the domain; the same each time. */
    Optional<HolderId> cacheFor(DomainId domain, ReleaseId release, InstanceId instance) {
        List<HolderId> there = caches.getOrDefault(domain, List.of());
        List<HolderId> able =
                there.stream().filter(cache -> holds(cache, release)).toList();
        List<HolderId> choice = able.isEmpty() ? there : able;
        return choice.isEmpty()
                ? Optional.empty()
                : Optional.of(choice.get(Math.floorMod(instance.uuid().hashCode(), choice.size())));
    }

    /** Orders that are due again. */
    List<CampaignEffect> repeat(Instant now) {
        var effects = new ArrayList<CampaignEffect>();
        ordered.forEach((cache, orders) -> orders.replaceAll((release, order) -> {
            if (order.due().filter(waiting -> !waiting.at().isAfter(now)).isEmpty()) {
                return order;
            }
            effects.add(new CampaignEffect.OrderFill(cache, order.task(release)));
            return order.withDue(order.due().map(waiting -> due(longer(waiting.patience()), now)));
        }));
        return effects;
    }

    Optional<Instant> nextDeadline() {
        return ordered.values().stream()
                .flatMap(orders -> orders.values().stream())
                .flatMap(order -> order.due().stream())
                .map(Due::at)
                .min(Instant::compareTo);
    }

    private boolean holds(HolderId cache, ReleaseId release) {
        SortedSet<HolderId> holders = holding.get(release);
        return holders != null && holders.contains(cache);
    }

    private static Due due(Duration patience, Instant now) {
        return new Due(now.plus(patience), patience);
    }

    private static Duration longer(Duration patience) {
        Duration twice = patience.multipliedBy(2);
        return twice.compareTo(MAX_PATIENCE) > 0 ? MAX_PATIENCE : twice;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
