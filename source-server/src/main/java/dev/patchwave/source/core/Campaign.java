package dev.patchwave.source.core;

import dev.patchwave.compact.LongQueue;
import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * One open campaign: how far each instance has come, and who is to be signalled next. Domains take turns, so that a large one
 * does not hold up a small one. Not thread-safe; belongs to one core.
 */
final class Campaign {
    /** An instance that is queued again later; {@code order} keeps replays equal. */
    private record Later(Instant at, long order, DomainId domain, int row) implements Comparable<Later> {
        @Override
        public int compareTo(Later other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final CampaignPlan plan;
    private final ProgressTable progress = new ProgressTable();
    private final Map<Progress, Integer> counts = new EnumMap<>(Progress.class);
    private final NavigableMap<DomainId, LongQueue> queues = new TreeMap<>(); // Of rows.
    private final LongQueue joining = new LongQueue(); // Two numbers for each instance.
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
            case Scope.Askers(var domain) -> progress.find(member.instance()) != ProgressTable.NONE;
        };
    }

    Optional<Progress> progress(InstanceId instance) {
        int row = progress.find(instance);
        return row == ProgressTable.NONE ? Optional.empty() : Optional.of(progress.get(row));
    }

    int count(Progress which) {
        return counts.getOrDefault(which, 0);
    }

    int targeted() {
        return progress.size();
    }

    void set(InstanceId instance, Progress now) {
        int row = progress.find(instance);
        if (row == ProgressTable.NONE) {
            progress.add(instance, now);
            counts.merge(now, 1, Integer::sum);
        } else {
            set(row, now);
        }
    }

    private void set(int row, Progress now) {
        counts.merge(progress.get(row), -1, Campaign::sumOrNothing);
        counts.merge(now, 1, Integer::sum);
        progress.set(row, now);
    }

    /** Counts a vain attempt at a pending instance, and tells how many there were. */
    int tryInVain(InstanceId instance) {
        return progress.tryInVain(row(instance));
    }

    /** Everybody who is neither installed nor failed is given up. */
    void giveUpTheRest() {
        progress.unsettled().forEach(row -> set(row, Progress.GIVEN_UP));
    }

    /** Whoever may still be told something, in the order in which they came. */
    List<InstanceId> unsettled() {
        return progress.unsettled().mapToObj(progress::instance).toList();
    }

    /** These are still to be looked at: whether they join. */
    void expect(Collection<InstanceId> instances) {
        for (InstanceId instance : instances) {
            joining.add(instance.uuid().getMostSignificantBits());
            joining.add(instance.uuid().getLeastSignificantBits());
        }
    }

    /** The next to be looked at. */
    Optional<InstanceId> nextExpected() {
        return joining.isEmpty()
                ? Optional.empty()
                : Optional.of(new InstanceId(new UUID(joining.remove(), joining.remove())));
    }

    boolean expectsMore() {
        return !joining.isEmpty();
    }

    /** The instance must have some progress. */
    void enqueue(DomainId domain, InstanceId instance) {
        enqueue(domain, row(instance));
    }

    /** As soon as it is time. */
    void enqueue(DomainId domain, InstanceId instance, Instant at) {
        later.add(new Later(at, laterCount++, domain, row(instance)));
    }

    /** Queues whoever waited until now. */
    void wake(Instant now) {
        while (!later.isEmpty() && !later.peek().at().isAfter(now)) {
            Later due = later.remove();
            enqueue(due.domain(), due.row());
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
            LongQueue queue = queues.get(domain);
            InstanceId drawn = progress.instance((int) queue.remove());
            if (queue.isEmpty()) {
                queues.remove(domain);
            }
            return drawn;
        });
    }

    private void enqueue(DomainId domain, int row) {
        queues.computeIfAbsent(domain, any -> new LongQueue()).add(row);
    }

    private int row(InstanceId instance) {
        int row = progress.find(instance);
        if (row == ProgressTable.NONE) {
            throw new IllegalStateException(instance + " is not in campaign " + plan.campaign());
        }
        return row;
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
