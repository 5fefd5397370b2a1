package dev.patchwave.source.core;

import dev.patchwave.signal.DomainId;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.table.SlotQueue;
import dev.patchwave.table.SparseBytes;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One open campaign: how far each instance has come, and who is to be signalled next. Domains take turns, so that a large one
 * does not hold up a small one. Some 2 bytes for each instance, 4 more while it is queued. Not thread-safe; belongs to one core.
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

    private static final List<Progress> PROGRESS = List.of(Progress.values());

    private final CampaignPlan plan;
    private final Instances instances;
    private final SparseBytes progress = new SparseBytes(); // By slot: places in PROGRESS plus one, so that 0 is none.
    private final Map<Progress, Integer> counts = new EnumMap<>(Progress.class);
    private final Map<InstanceId, Integer> vainAttempts = new LinkedHashMap<>();
    private final NavigableMap<DomainId, SlotQueue> queues = new TreeMap<>();
    private final SlotQueue joining = new SlotQueue();
    private final PriorityQueue<Later> later = new PriorityQueue<>();
    private long laterCount;
    private Optional<DomainId> lastTurn = Optional.empty();
    private Stage stage;

    /** @param instances of the same core; each that has come some way here is held */
    Campaign(CampaignPlan plan, Stage stage, Instances instances) {
        this.plan = plan;
        this.instances = instances;
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
            case Scope.Askers(var domain) -> progress(member.instance()).isPresent();
        };
    }

    Optional<Progress> progress(InstanceId instance) {
        int slot = instances.find(instance);
        return slot == Instances.NONE ? Optional.empty() : at(slot);
    }

    int count(Progress which) {
        return counts.getOrDefault(which, 0);
    }

    int targeted() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    void set(InstanceId instance, Progress now) {
        Optional<Progress> before = progress(instance);
        int slot = before.isPresent() ? instances.find(instance) : instances.hold(instance);
        progress.set(slot, (byte) (PROGRESS.indexOf(now) + 1));
        before.ifPresent(was -> counts.merge(was, -1, Campaign::sumOrNothing));
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
        unsettled(instance -> set(instance, Progress.GIVEN_UP));
    }

    /** Whoever may still be told something, each time in the same order; it may be set() meanwhile. */
    void unsettled(Consumer<InstanceId> each) {
        progress.forEach(slot -> {
            if (!at(slot).orElseThrow().settled()) {
                each.accept(instances.at(slot));
            }
        });
    }

    /** Nothing more happens here; every instance is let go of. */
    void letGo() {
        progress.forEach(slot -> {
            progress.set(slot, (byte) 0);
            instances.release(slot);
        });
    }

    /**
     * The instance in this slot is still to be looked at: whether it joins. Until then the slot may have passed to another, for whom
     * looking does no harm.
     */
    void expect(int slot) {
        joining.add(slot);
    }

    /** The next slot to be looked at; only when {@link #expectsMore}. */
    int nextExpected() {
        return joining.remove();
    }

    boolean expectsMore() {
        return !joining.isEmpty();
    }

    /** Queues an instance that has come some way here. */
    void enqueue(DomainId domain, InstanceId instance) {
        queues.computeIfAbsent(domain, any -> new SlotQueue()).add(instances.find(instance));
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

    /** How many wait for their time. */
    int waiting() {
        return later.size();
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
            SlotQueue queue = queues.get(domain);
            InstanceId drawn = instances.at(queue.remove());
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

    private Optional<Progress> at(int slot) {
        byte stored = progress.get(slot);
        return stored == 0 ? Optional.empty() : Optional.of(PROGRESS.get(stored - 1));
    }

    private static Integer sumOrNothing(Integer one, Integer other) {
        int sum = one + other;
        return sum == 0 ? null : sum;
    }
}
