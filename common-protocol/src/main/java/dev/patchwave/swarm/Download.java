package dev.patchwave.swarm;

import dev.patchwave.loop.Core;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The member's side of one release's swarm: carries the origin's plan out, falls back by itself, reports.
 *
 * <p>Pure; one thread. A segment is owned only when the caller says that it is verified and durable, and is never asked for
 * again after that; it comes from one holder at a time. The caller owes one {@link Event.FetchEnded} for each
 * {@link Effect.Fetch} unless {@link Effect.CancelFetch} took it back (a late one does no harm), and for each
 * {@link Effect.Report} one {@link Event.PlanReceived} or {@link Event.OriginUnreachable}. It must keep owned segments over a
 * crash and start the next download with them.
 *
 * <p>Life of a segment:
 * <pre>
 *   wanted --plan, or alone without an origin--> needed
 *   needed: awaits its push --patience ends | push broke--> is asked of a holder
 *           is asked of a holder --stored, or pushed after all--> owned
 *                                --busy | unreachable | stalled | missing--> is asked of the next holder, or waits for one
 *                                --corrupt--> holder banned, is asked of the next
 *           nobody is left --> wanted (given up: the origin sees that in the next report and plans anew)
 * </pre>
 * Life of the whole: joining --every segment owned--> {@link Effect.Finished}, then it reports as a seeder until it leaves.
 */
public final class Download implements Core<Download.Event, Download.Effect> {

    /** What happened. */
    public sealed interface Event {
        /** Begin; the first event. */
        record Started() implements Event {}

        record PlanReceived(SwarmPlan plan) implements Event {}

        /** A report got no answer, or none that can be used. */
        record OriginUnreachable() implements Event {}

        /** Holders are known from elsewhere (the resume answer). Replaces the fallbacks until the next plan. */
        record FallbacksKnown(List<Holder> fallbacks) implements Event {}

        record FetchEnded(int segment, HolderId holder, FetchOutcome outcome) implements Event {}

        /** The first chunks of a segment that is on its way are verified: from now on others can have them of us. */
        record SegmentBegan(int segment) implements Event {}

        /** The bytes of a push begin to come in; {@link Effect.RefusePush} follows when they are not wanted. */
        record PushBegan(int segment) implements Event {}

        /** A push that began came to nothing. */
        record PushBroke(int segment) implements Event {}

        /** A segment arrived by push, and is verified and durable. */
        record SegmentPushed(int segment) implements Event {}

        /** The program goes down in order: says LEAVE. */
        record Leaving() implements Event {}

        record DeadlinePassed() implements Event {}
    }

    /** What to do. */
    public sealed interface Effect {
        record Fetch(int segment, Holder holder) implements Effect {}

        record CancelFetch(int segment, HolderId holder) implements Effect {}

        /** Break off the push that is coming in: the segment is owned, or comes from elsewhere. */
        record RefusePush(int segment) implements Effect {}

        /** Send to the origin, after adding what only the program knows: address, uplink, instance, progress, stat. */
        record Report(MemberReport report) implements Effect {}

        /** The holder sent a corrupt segment: close its connections. */
        record Ban(Holder holder) implements Effect {}

        /** Every segment is owned. Once. */
        record Finished() implements Effect {}
    }

    private final HolderId self;
    private final ReleaseId release;
    private final DownloadLimits limits;
    private final RandomGenerator random;
    private final Ladder ladder;
    private final Reporting reporting;
    private final Map<Integer, Need> needs = new LinkedHashMap<>(); // In the order of the plan.
    private Bitfield owned;
    private boolean joined;
    private boolean finished;
    private boolean left;
    private Instant wakeAt = Instant.MAX;

    /**
     * Waits for {@link Event.Started}.
     *
     * @param owned what an earlier run left verified and durable
     * @param allowSource false: the source is never asked, whatever happens
     * @param random spreads retries; the download is its only user
     */
    public Download(
            HolderId self,
            ReleaseId release,
            Bitfield owned,
            boolean allowSource,
            DownloadLimits limits,
            RandomGenerator random) {
        this.self = self;
        this.release = release;
        this.owned = owned;
        this.limits = limits;
        this.random = random;
        this.ladder = new Ladder(limits, allowSource, random);
        this.reporting = new Reporting(limits, random);
    }

    /** What is verified and durable. */
    public Bitfield owned() {
        return owned;
    }

    @Override
    public List<Effect> on(Event event, Instant now) {
        var effects = new ArrayList<Effect>();
        switch (event) {
            case Event.Started() -> reporting.news(now);
            case Event.PlanReceived(var plan) -> follow(plan, now);
            case Event.OriginUnreachable() -> originSilent(now);
            case Event.FallbacksKnown(var fallbacks) -> ladder.fallbacks(fallbacks);
            case Event.FetchEnded(int segment, var holder, var outcome) ->
                fetchEnded(segment, holder, outcome, now, effects);
            case Event.SegmentBegan(int segment) -> segmentBegan(segment, now);
            case Event.PushBegan(int segment) -> pushBegan(segment, now, effects);
            case Event.PushBroke(int segment) ->
                Optional.ofNullable(needs.get(segment)).filter(Need::isPushed).ifPresent(need -> need.pushBroke(now));
            case Event.SegmentPushed(int segment) -> own(segment, Optional.empty(), now, effects);
            case Event.Leaving() -> leave(now, effects);
            case Event.DeadlinePassed() -> {}
        }
        if (!left) {
            advance(now, effects);
        }
        return effects;
    }

    @Override
    public Optional<Instant> nextDeadline() {
        return left || wakeAt.equals(Instant.MAX) ? Optional.empty() : Optional.of(wakeAt);
    }

    @Override
    public Event deadlinePassed() {
        return new Event.DeadlinePassed();
    }

    private void follow(SwarmPlan plan, Instant now) {
        reporting.answered(plan.reportAfter(), now);
        if (!plan.fallbacks().isEmpty()) {
            ladder.fallbacks(plan.fallbacks());
        }
        for (Assignment assignment : plan.assignments()) {
            var need = needs.get(assignment.segment());
            boolean waiting = need == null || (need.asked().isEmpty() && !need.isPushed());
            if (waiting && !owned.contains(assignment.segment())) {
                needs.put(assignment.segment(), assigned(assignment, now));
            }
        }
    }

    /** Only the origin pushes: one that answers no report will not keep its word soon, and may have forgotten it in a crash. */
    private void originSilent(Instant now) {
        reporting.failed(now);
        needs.values().stream().filter(need -> need.awaitsPush(now)).forEach(need -> need.pushBroke(now));
    }

    private Need assigned(Assignment assignment, Instant now) {
        var pushDeadline = assignment.pushed() ? now.plus(limits.pushPatience()) : Instant.MIN;
        var since = assignment.pushed() ? pushDeadline : now;
        return new Need(assignment.segment(), assignment.holders(), since, pushDeadline);
    }

    private void fetchEnded(int segment, HolderId holder, FetchOutcome outcome, Instant now, List<Effect> effects) {
        if (outcome instanceof FetchOutcome.Stored) {
            own(segment, Optional.of(holder), now, effects);
            return;
        }
        var need = needs.get(segment);
        if (need == null || !need.asks(holder)) {
            return; // Cancelled or overtaken.
        }
        var asked = need.asked().orElseThrow();
        release(need);
        switch (outcome) {
            case FetchOutcome.Stored() -> throw new IllegalStateException("handled above");
            case FetchOutcome.Busy(var answer) -> {
                ladder.shed(holder, answer.retryAfter(), now);
                need.alsoHeldBy(answer.alternates());
                blame(segment, holder, Fault.Reason.BUSY, now);
            }
            case FetchOutcome.Corrupt() -> ban(segment, asked, now, effects);
            case FetchOutcome.Unreachable() -> failed(segment, holder, Fault.Reason.UNREACHABLE, now);
            case FetchOutcome.Stalled() -> failed(segment, holder, Fault.Reason.SLOW, now);
            case FetchOutcome.Missing() -> {
                need.isLackedBy(holder);
                blame(segment, holder, Fault.Reason.MISSING, now);
            }
        }
    }

    private void segmentBegan(int segment, Instant now) {
        var need = needs.get(segment);
        if (need != null && need.begin()) {
            reporting.news(now);
        }
    }

    private void pushBegan(int segment, Instant now, List<Effect> effects) {
        var need = needs.get(segment);
        if (owned.contains(segment) || (need != null && need.asked().isPresent())) {
            effects.add(new Effect.RefusePush(segment));
            return;
        }
        needs.computeIfAbsent(segment, unplanned -> new Need(segment, List.of(), now, Instant.MIN))
                .pushBegan(now.plus(limits.fetchPatience()));
    }

    private void own(int segment, Optional<HolderId> from, Instant now, List<Effect> effects) {
        var need = needs.remove(segment);
        if (need != null && from.filter(need::asks).isPresent()) {
            ladder.standing(from.get()).delivered();
            release(need);
        } else if (need != null && need.asked().isPresent()) {
            cancel(need, effects);
        }
        owned = owned.with(segment);
        reporting.news(now);
    }

    private void failed(int segment, HolderId holder, Fault.Reason reason, Instant now) {
        ladder.failed(holder, now);
        blame(segment, holder, reason, now);
    }

    private void blame(int segment, HolderId holder, Fault.Reason reason, Instant now) {
        reporting.blame(new Fault(segment, holder, reason));
        reporting.news(now);
    }

    private void ban(int segment, Holder holder, Instant now, List<Effect> effects) {
        ladder.standing(holder.id()).ban();
        blame(segment, holder.id(), Fault.Reason.CORRUPT, now);
        for (Need other : needs.values()) {
            if (other.asks(holder.id())) {
                cancel(other, effects);
            }
        }
        effects.add(new Effect.Ban(holder));
    }

    private void cancel(Need need, List<Effect> effects) {
        effects.add(
                new Effect.CancelFetch(need.segment, need.asked().orElseThrow().id()));
        release(need);
    }

    private void release(Need need) {
        ladder.standing(need.asked().orElseThrow().id()).ended();
        need.askNobody();
    }

    private void leave(Instant now, List<Effect> effects) {
        needs.values().stream().filter(need -> need.asked().isPresent()).forEach(need -> cancel(need, effects));
        needs.clear();
        left = true;
        effects.add(new Effect.Report(report(now).with(Action.LEAVE)));
    }

    /** Whatever the event was: what is overdue ends, what can begin begins, what is due is reported. */
    private void advance(Instant now, List<Effect> effects) {
        endOverdue(now, effects);
        if (reporting.isAlone(now)) {
            needByItself(now);
        }
        wakeAt = reporting.isAlone(now) ? Instant.MAX : reporting.aloneAt();
        begin(now, effects);
        if (owned.isFull() && !finished) {
            finished = true;
            effects.add(new Effect.Finished());
        }
        if (reporting.isDue(now)) {
            effects.add(new Effect.Report(report(now)));
        }
        wakeBy(reporting.wakeAt());
    }

    private void endOverdue(Instant now, List<Effect> effects) {
        if (reporting.isOverdue(now)) {
            originSilent(now);
        }
        for (Need need : needs.values()) {
            if (need.isPushed() && !need.awaitsPush(now)) {
                need.pushBroke(now);
                effects.add(new Effect.RefusePush(need.segment));
            }
            if (!now.isBefore(need.fetchDeadline())) {
                var holder = need.asked().orElseThrow().id();
                cancel(need, effects);
                failed(need.segment, holder, Fault.Reason.SLOW, now);
            }
        }
    }

    /** Without an origin a member chooses at random, so that members in the same plight get different segments. */
    private void needByItself(Instant now) {
        var free = new ArrayList<Integer>();
        owned.complement().stream()
                .filter(segment -> !needs.containsKey(segment))
                .forEach(free::add);
        Collections.shuffle(free, random);
        free.stream()
                .limit(Math.max(0, limits.fetchesAtOnce() - needs.size()))
                .forEach(segment -> needs.put(segment, new Need(segment, List.of(), now, Instant.MIN)));
    }

    private void begin(Instant now, List<Effect> effects) {
        long fetching =
                needs.values().stream().filter(need -> need.asked().isPresent()).count();
        for (Need need : List.copyOf(needs.values())) {
            if (need.asked().isPresent()) {
                wakeBy(need.fetchDeadline());
            } else if (need.awaitsPush(now)) {
                wakeBy(need.pushDeadline());
            } else if (fetching < limits.fetchesAtOnce()) {
                fetching += begin(need, now, effects) ? 1 : 0;
            }
        }
    }

    private boolean begin(Need need, Instant now, List<Effect> effects) {
        switch (ladder.choose(need, now)) {
            case Ladder.Choice.Ask(var holder) -> {
                need.ask(holder, now.plus(limits.fetchPatience()));
                ladder.standing(holder.id()).began();
                wakeBy(need.fetchDeadline());
                effects.add(new Effect.Fetch(need.segment, holder));
                return true;
            }
            case Ladder.Choice.Wait(var until) -> wakeBy(until);
            case Ladder.Choice.Exhausted(var retryAt) -> exhausted(need, retryAt, now);
        }
        return false;
    }

    private void exhausted(Need need, Instant retryAt, Instant now) {
        if (reporting.isAlone(now)) {
            wakeBy(retryAt.isAfter(now) ? retryAt : Instant.MAX);
        } else {
            needs.remove(need.segment);
            reporting.news(now);
        }
    }

    private void wakeBy(Instant instant) {
        wakeAt = instant.isBefore(wakeAt) ? instant : wakeAt;
    }

    private MemberReport report(Instant now) {
        int lacking = owned.size() - owned.count() - needs.size();
        int room = limits.fetchesAtOnce() + limits.lookahead() - needs.size();
        int want = Math.clamp(Math.min(room, lacking), 0, MemberReport.MAX_WANT);
        var request = joined ? (want > 0 ? Request.FIND : Request.STAT_REPORT) : Request.CONNECT;
        var report = MemberReport.of(request, self, release, owned)
                .wanting(want, chosen(need -> true))
                .having(chosen(Need::isBegun))
                .withFaults(reporting.begin(now));
        var first = joined ? report : report.with(Action.JOIN);
        joined = true;
        return first;
    }

    private Bitfield chosen(Predicate<Need> wanted) {
        var segments = needs.values().stream().filter(wanted).mapToInt(need -> need.segment);
        return Bitfield.of(owned.size(), segments.toArray());
    }
}
