package dev.patchwave.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/** One segment that a member means to obtain now: whom it may ask, and whom it is asking. */
final class Need {
    private static final int MOST_CANDIDATES = 24;

    final int segment;

    private final List<Holder> ranking;
    private final TreeSet<HolderId> lacking = new TreeSet<>();
    private Instant since;
    private Instant pushDeadline;
    private boolean pushing;
    private boolean begun;
    private Optional<Holder> asked = Optional.empty();
    private Instant fetchDeadline = Instant.MAX;

    Need(int segment, List<Holder> ranking, Instant since, Instant pushDeadline) {
        this.segment = segment;
        this.ranking = new ArrayList<>(ranking);
        this.since = since;
        this.pushDeadline = pushDeadline;
    }

    /** As the origin planned it: a push is waited for, holders are tried at once. */
    static Need planned(SwarmPlan.Assignment assignment, Duration pushPatience, Instant now) {
        var pushDeadline = assignment.pushed() ? now.plus(pushPatience) : Instant.MIN;
        var since = assignment.pushed() ? pushDeadline : now;
        return new Need(assignment.segment(), assignment.holders(), since, pushDeadline);
    }

    /** When its holders began to be tried, from which the rungs' budgets count. */
    Instant since() {
        return since;
    }

    /** A push is expected or under way until then; {@link Instant#MIN} when none is. */
    Instant pushDeadline() {
        return pushDeadline;
    }

    /** The bytes of a push are coming in. */
    boolean isPushed() {
        return pushing;
    }

    void pushBegan(Instant deadline) {
        pushing = true;
        pushDeadline = deadline;
        since = deadline;
    }

    /** Some of its chunks are verified: others can have them of us, whatever becomes of the fetch that brought them. */
    boolean isBegun() {
        return begun;
    }

    /** False when that was known. */
    boolean begin() {
        boolean news = !begun;
        begun = true;
        return news;
    }

    /** Whether a new plan for the segment replaces this one: it is idle, or another holder is to be asked than the one that is. */
    boolean yieldsTo(SwarmPlan.Assignment assignment) {
        return asked.isEmpty()
                ? !pushing
                : assignment.holders().stream().limit(1).anyMatch(best -> !asks(best.id()));
    }

    /** Nothing more is to be expected of the push: the holders are tried from now on. */
    void pushBroke(Instant now) {
        pushing = false;
        pushDeadline = Instant.MIN;
        since = now;
    }

    /** Best first; holders that said they lack the segment are left out. */
    List<Holder> ranking() {
        return ranking.stream().filter(this::mayHold).toList();
    }

    /** The first of {@link #ranking} that is {@code allowed}. */
    Optional<Holder> best(Predicate<Holder> allowed) {
        for (Holder holder : ranking) {
            if (mayHold(holder) && allowed.test(holder)) {
                return Optional.of(holder);
            }
        }
        return Optional.empty();
    }

    boolean mayHold(Holder holder) {
        return lacking.isEmpty() || !lacking.contains(holder.id());
    }

    /** A busy holder named others. */
    void alsoHeldBy(List<Holder> alternates) {
        for (Holder alternate : alternates) {
            boolean known = ranking.stream().anyMatch(holder -> holder.id().equals(alternate.id()));
            if (!known && ranking.size() < MOST_CANDIDATES) {
                ranking.add(alternate);
            }
        }
    }

    void isLackedBy(HolderId holder) {
        lacking.add(holder);
    }

    boolean awaitsPush(Instant now) {
        return now.isBefore(pushDeadline);
    }

    Optional<Holder> asked() {
        return asked;
    }

    boolean asks(HolderId holder) {
        return asked.isPresent() && asked.get().id().equals(holder);
    }

    void ask(Holder holder, Instant deadline) {
        asked = Optional.of(holder);
        fetchDeadline = deadline;
    }

    void askNobody() {
        asked = Optional.empty();
        fetchDeadline = Instant.MAX;
    }

    Instant fetchDeadline() {
        return fetchDeadline;
    }
}
