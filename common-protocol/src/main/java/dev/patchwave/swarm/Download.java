package dev.patchwave.swarm;

import dev.patchwave.loop.Core;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.MemberReport.Request;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

        /** How the members below us fare from now on. Only a cache has any. */
        record Strained(Strain strain) implements Event {}

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

        /**
         * Send, after adding what only the program knows: address, uplink, instance, progress, stat.
         *
         * @param elsewhere the cache of another domain that stands in for the own origin; empty is the own origin
         */
        record Report(MemberReport report, Optional<Holder> elsewhere) implements Effect {}

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
    private final Origins origins;
    private final Needs needs;
    private Bitfield owned;
    private Strain strain = Strain.IDLE;
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
        this.origins = new Origins(random);
        this.needs = new Needs(ladder);
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
            case Event.PlanReceived(var plan) -> follow(plan, now, effects);
            case Event.OriginUnreachable() -> originSilent(now);
            case Event.FallbacksKnown(var fallbacks) -> ladder.fallbacks(fallbacks);
            case Event.FetchEnded(int segment, var holder, var outcome) ->
                fetchEnded(segment, holder, outcome, now, effects);
            case Event.SegmentBegan(int segment) -> segmentBegan(segment, now);
            case Event.Strained(var news) -> {
                strain = news;
                reporting.news(now);
            }
            case Event.PushBegan(int segment) -> pushBegan(segment, now, effects);
            case Event.PushBroke(int segment) ->
                needs.find(segment).filter(Need::isPushed).ifPresent(need -> need.pushBroke(now));
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

    private void follow(SwarmPlan plan, Instant now, List<Effect> effects) {
        reporting.answered(plan.reportAfter(), now);
        if (origins.answered()) {
            reporting.news(now);
        }
        if (!plan.fallbacks().isEmpty()) {
            ladder.fallbacks(plan.fallbacks());
            origins.known(plan.fallbacks());
        }
        for (Assignment assignment : plan.assignments()) {
            follow(assignment, now, effects);
        }
    }

    /** A segment that is being asked of somebody else moves: what is verified of it stays. */
    private void follow(Assignment assignment, Instant now, List<Effect> effects) {
        var known = needs.find(assignment.segment());
        if (owned.contains(assignment.segment())
                || known.filter(need -> !need.yieldsTo(assignment)).isPresent()) {
            return;
        }
        var need = Need.planned(assignment, limits.pushPatience(), now);
        known.filter(Need::isBegun).ifPresent(before -> need.begin());
        known.filter(before -> before.asked().isPresent()).ifPresent(before -> needs.cancel(before, effects));
        needs.put(need);
    }

    /** Only the origin pushes: one that answers no report will not keep its word soon, and may have forgotten it in a crash. */
    private void originSilent(Instant now) {
        if (origins.homeStaysSilent(now)) {
            reporting.goOn(now);
            return;
        }
        reporting.failed(now);
        needs.all().stream()
                .filter(need -> need.awaitsPush(now) && !need.isPushed())
                .forEach(need -> need.pushBroke(now));
    }

    private void fetchEnded(int segment, HolderId holder, FetchOutcome outcome, Instant now, List<Effect> effects) {
        if (outcome instanceof FetchOutcome.Stored) {
            own(segment, Optional.of(holder), now, effects);
            return;
        }
        var asking = needs.find(segment).filter(need -> need.asks(holder));
        if (asking.isEmpty()) {
            return; // Cancelled or overtaken.
        }
        var need = asking.get();
        var asked = need.asked().orElseThrow();
        needs.release(need);
        switch (outcome) {
            case FetchOutcome.Stored() -> throw new IllegalStateException("handled above");
            case FetchOutcome.Busy(var answer) -> busy(need, asked, answer, now);
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
        if (needs.find(segment).filter(Need::begin).isPresent()) {
            reporting.news(now);
        }
    }

    /** A busy peer is a plan that was wrong: the origin, which knows who is free, makes a new one. */
    private void busy(Need need, Holder holder, BusyAnswer answer, Instant now) {
        ladder.shed(holder.id(), answer.retryAfter(), now);
        need.alsoHeldBy(answer.alternates());
        blame(need.segment, holder.id(), Fault.Reason.BUSY, now);
        if (holder.kind() == HolderKind.PEER && reporting.isHeard()) {
            needs.remove(need.segment);
        }
    }

    private void pushBegan(int segment, Instant now, List<Effect> effects) {
        boolean fetched =
                needs.find(segment).filter(need -> need.asked().isPresent()).isPresent();
        if (owned.contains(segment) || fetched) {
            effects.add(new Effect.RefusePush(segment));
            return;
        }
        needs.findOrAdd(segment, now).pushBegan(now.plus(limits.fetchPatience()));
    }

    private void own(int segment, Optional<HolderId> from, Instant now, List<Effect> effects) {
        var need = needs.remove(segment).filter(one -> one.asked().isPresent());
        if (need.isPresent() && from.filter(need.get()::asks).isPresent()) {
            ladder.standing(from.get()).delivered();
            needs.release(need.get());
        } else if (need.isPresent()) {
            needs.cancel(need.get(), effects);
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
        needs.cancelAll(other -> other.asks(holder.id()), effects);
        effects.add(new Effect.Ban(holder));
    }

    private void leave(Instant now, List<Effect> effects) {
        needs.cancelAll(need -> true, effects);
        needs.clear();
        left = true;
        effects.add(new Effect.Report(report(now).with(Action.LEAVE), origins.next(now)));
    }

    /** Whatever the event was: what is overdue ends, what can begin begins, what is due is reported. */
    private void advance(Instant now, List<Effect> effects) {
        endOverdue(now, effects);
        if (reporting.isAlone(now)) {
            withoutOrigin(now);
        }
        wakeAt = reporting.isAlone(now) ? Instant.MAX : reporting.aloneAt();
        begin(now, effects);
        if (owned.isFull() && !finished) {
            finished = true;
            effects.add(new Effect.Finished());
        }
        if (reporting.isDue(now)) {
            var elsewhere = origins.next(now);
            effects.add(new Effect.Report(report(now), elsewhere));
        }
        wakeBy(reporting.wakeAt());
    }

    private void endOverdue(Instant now, List<Effect> effects) {
        if (reporting.isOverdue(now)) {
            originSilent(now);
        }
        for (Need need : needs.all()) {
            if (need.isPushed() && !need.awaitsPush(now)) {
                need.pushBroke(now);
                effects.add(new Effect.RefusePush(need.segment));
            }
            if (!now.isBefore(need.fetchDeadline())) {
                var holder = need.asked().orElseThrow().id();
                needs.cancel(need, effects);
                failed(need.segment, holder, Fault.Reason.SLOW, now);
            }
        }
    }

    private void withoutOrigin(Instant now) {
        if (origins.moveOn(now)) {
            reporting.startAnew(now);
        } else {
            needs.choose(owned.complement(), limits.fetchesAtOnce(), random, now);
        }
    }

    private void begin(Instant now, List<Effect> effects) {
        int fetching = needs.fetching();
        for (Need need : List.copyOf(needs.all())) {
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
        int want = limits.want(owned.size() - owned.count(), needs.size());
        boolean joins = origins.joins();
        var later = want > 0 ? Request.FIND : Request.STAT_REPORT;
        var report = MemberReport.of(joins ? Request.CONNECT : later, self, release, owned)
                .wanting(want, needs.where(owned.size(), need -> true))
                .having(needs.where(owned.size(), Need::isBegun))
                .with(strain)
                .withFaults(reporting.begin(now));
        return joins ? report.with(Action.JOIN) : report;
    }
}
