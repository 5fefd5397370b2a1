package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One open campaign: how far each instance has come, and who is to be signalled next. Domains take turns, so that a large one
 * does not hold up a small one. Not thread-safe; belongs to one core.
 */
final class Campaign {
    /** An instance that is queued again later; {@code order} keeps replays equal. */
    private record Later(Instant at, long order, DomainId domain, InstanceId instance) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final CampaignPlan plan;
    private final Map<InstanceId, Progress> progress = new LinkedHashMap<>();
    private final Map<Progress, Integer> counts = new EnumMap<>(Progress.class);
    private final Map<InstanceId, Integer> vainAttempts = new LinkedHashMap<>();
    private final NavigableMap<DomainId, ArrayDeque<InstanceId>> queues = new TreeMap<>();
    private final ArrayDeque<InstanceId> joining = new ArrayDeque<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private long laterCount;
    private Optional<DomainId> lastTurn = Optional.empty();
    private Stage stage;

    Campaign(CampaignPlan plan, Stage stage) {
        this.plan = plan;
        this.stage = stage;
    }

    CampaignPlan plan() {
        return plan;
    }

    Stage stage() {
        return stage;
    }

    void reach(Stage next) {
        stage = next;
    }

    CampaignState state() {
        return new CampaignState(plan, stage, new TreeMap<>(counts));
    }

    boolean covers(Member member) {
        return switch (plan.scope()) {
            case Scope.Domains(var domains) -> domains.contains(member.domain());
            case Scope.Named(var subscribers) -> subscribers.contains(member.subscriber());
            case Scope.Askers(var domain) -> progress.containsKey(member.instance());
        };
    }

    Optional<Progress> progress(InstanceId instance) {
        return Optional.ofNullable(progress.get(instance));
    }

    int count(Progress which) {
        return counts.getOrDefault(which, 0);
    }

    int targeted() {
        return progress.size();
    }

    void set(InstanceId instance, Progress now) {
        Progress before = progress.put(instance, now);
        if (before != null) {
            counts.merge(before, -1, Campaign::sumOrNothing);
        }
        counts.merge(now, 1, Integer::sum);
        if (now != Progress.PENDING) {
            vainAttempts.remove(instance);
        }
    }

    /** Counts a vain attempt at a pending instance, and tells how many there were. */
    int tryInVain(InstanceId instance) {
        return vainAttempts.merge(instance, 1, Integer::sum);
    }

    /** Everybody who is neither installed nor failed is given up. */
    void giveUpTheRest() {
        unsettled().forEach(instance -> set(instance, Progress.GIVEN_UP));
    }

    /** Whoever may still be told something, in the order in which they came. */
    List<InstanceId> unsettled() {
        return progress.entrySet().stream()
                .filter(entry -> !entry.getValue().settled())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** These are still to be looked at: whether they join. */
    void expect(Collection<InstanceId> instances) {
        joining.addAll(instances);
    }

    /** The next to be looked at. */
    Optional<InstanceId> nextExpected() {
        return Optional.ofNullable(joining.poll());
    }

    boolean expectsMore() {
        return !joining.isEmpty();
    }

    void enqueue(DomainId domain, InstanceId instance) {
        queues.computeIfAbsent(domain, any -> new ArrayDeque<>()).add(instance);
    }

    void enqueue(DomainId domain, InstanceId instance, Instant at) {
        later.add(new Later(at, laterCount++, domain, instance));
    }

    /** Queues whoever waited until now. */
    void wake(Instant now) {
        while (!later.isEmpty() && !later.peek().at().isAfter(now)) {
            Later due = later.remove();
            enqueue(due.domain(), due.instance());
        }
    }

    Optional<Instant> nextWake() {
        return Optional.ofNullable(later.peek()).map(Later::at);
    }

    boolean anyQueued(Predicate<DomainId> ready) {
        return queues.keySet().stream().anyMatch(ready);
    }

    /** Takes the next of a domain that is ready, domains in turn. */
    Optional<InstanceId> draw(Predicate<DomainId> ready) {
        return nextTurn(ready).map(domain -> {
            lastTurn = Optional.of(domain);
            ArrayDeque<InstanceId> queue = queues.get(domain);
            InstanceId drawn = queue.remove();
            if (queue.isEmpty()) {
                queues.remove(domain);
            }
            return drawn;
        });
    }

    private Optional<DomainId> nextTurn(Predicate<DomainId> ready) {
        return lastTurn.flatMap(last -> queues.tailMap(last, false).keySet().stream()
                        .filter(ready)
                        .findFirst())
                .or(() -> queues.keySet().stream().filter(ready).findFirst());
    }

    private static Integer sumOrNothing(Integer one, Integer other) {
        int sum = one + other;
        return sum == 0 ? null : sum;
    }
}
