package dev.patchwave.swarm;

import dev.patchwave.loop.Core;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.MemberReport.Action;
import dev.patchwave.swarm.SwarmPlan.Assignment;
import dev.patchwave.swarm.TrackedMember.Grant;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * The origin's side of one release's swarm: knows who owns what, and tells each member what to obtain next and of whom.
 *
 * <p>The source runs one with the caches as members, a cache runs one with its domain's clients as members. Pure; one thread.
 * It refuses to plan a segment to a member twice, or a holder that is banned, resting, silent, or without a free slot. The
 * caller owes one {@link Event.PushEnded} for each {@link Effect.Push} and sends each {@link Effect.Answer} to the request with
 * its ticket; the answer to a member that has nothing to do may come later, when there is something ({@code dryAfter} at most).
 *
 * <p>Life of a member:
 * <pre>
 *   (unknown) --report--> leech --owns all--> seeder
 *   leech, seeder --leave | silence--> gone          may come back as a new member
 *   leech, seeder --accused of a corrupt segment that it holds--> banned: still planned for, never again planned as holder
 * </pre>
 * Life of an assignment: granted with a report's answer, takes a slot of its holder until the member owns it, gives it up (it is
 * in a later report neither owned nor in flight), or leaves; a push gives its slot back when it ended.
 */
public final class SwarmTracker implements Core<SwarmTracker.Event, SwarmTracker.Effect> {
    /** What happened. */
    public sealed interface Event {
        /**
         * A member reported; answered by an {@link Effect.Answer} with the same ticket.
         *
         * @param servesAt base of its data plane as others reach it; empty when it does not serve
         */
        record MemberReported(long ticket, MemberReport report, Optional<Place> servesAt) implements Event {}

        /**
         * A member whose report told no address that others may be sent to was reached there after all.
         *
         * @param uplinkBitsPerSecond as that report had it
         */
        record MemberReached(HolderId member, Place servesAt, OptionalLong uplinkBitsPerSecond) implements Event {}

        /** A member is known to be gone (its registration ended). */
        record MemberLeft(HolderId member) implements Event {}

        /** The origin's own store grew. */
        record OriginOwns(int segment) implements Event {}

        /** A segment is on its way into the origin's own store, and what has arrived of it is served. */
        record OriginBegan(int segment) implements Event {}

        /** How many segments the origin can serve at once from now on; 0 while it is busy elsewhere. */
        record OriginSlots(int slots) implements Event {}

        /** Segments that are on their way into the origin's own store. */
        record OriginExpects(Bitfield segments) implements Event {}

        /** The origin began to serve somebody; owed: one {@link OriginServed}. */
        record OriginServes(HolderId asker) implements Event {}

        record OriginServed(HolderId asker) implements Event {}

        /** Whom members may ask beyond this swarm: other domains' caches, then the source. Replaces what was known. */
        record FallbacksKnown(List<Holder> fallbacks) implements Event {}

        record PushEnded(HolderId member, int segment, PushOutcome outcome) implements Event {}

        /** Somebody wants to see how the swarm stands; answered by {@link Effect.StatusTold}. */
        record StatusAsked() implements Event {}

        record DeadlinePassed() implements Event {}
    }

    /** How a push ended. */
    public enum PushOutcome {
        /** The member said that the segment is verified and durable. */
        STORED,
        /** The member would not have it. */
        REFUSED,
        /** The member was not reached, or the transfer broke. */
        FAILED
    }

    /** What to do. */
    public sealed interface Effect {
        record Answer(long ticket, HolderId member, SwarmPlan plan) implements Effect {}

        /** Send the segment to the member; owed: one {@link Event.PushEnded}. */
        record Push(Holder member, int segment) implements Effect {}

        /** A holder is banned from now on. For the log. */
        record Banned(HolderId holder, HolderId accuser, int segment) implements Effect {}

        /** A ban has ended: others got segments from the holder after its accuser's word. For the log. */
        record Acquitted(HolderId holder, HolderId accuser) implements Effect {}

        /** A member was silent for too long. For the log. */
        record MemberLost(HolderId member) implements Effect {}

        /** The members fare like this from now on. */
        record Strained(Strain strain) implements Effect {}

        record StatusTold(SwarmStatus status) implements Effect {}
    }

    private final ReleaseId release;
    private final Uploader origin;
    private final TrackerLimits limits;
    private final SwarmPlanner planner;
    private final HolderLists lists;
    private final int segmentCount;
    private final Map<HolderId, TrackedMember> members = new LinkedHashMap<>();
    private final Silence silence = new Silence();
    private final WaitingRoom waitingRoom = new WaitingRoom();
    private final Workload workload = new Workload();
    private final Beyond beyond = new Beyond();
    private final Accusations accusations;
    private final Offers offers;
    private List<Holder> fallbacks;
    private final OriginStore store;
    private final ReportPace pace;
    private final Strangers strangers;
    private final StrainGauge gauge = new StrainGauge();
    private Strain strain = Strain.IDLE;
    private int seeders;

    /**
     * A swarm without members yet.
     *
     * @param originHolder the origin as its members see it: {@code SOURCE} for caches, {@code OWN_CACHE} for clients
     * @param originOwned what the origin's own store holds now
     * @param random breaks ties; the tracker is its only user
     */
    public SwarmTracker(
            ReleaseId release,
            Holder originHolder,
            Bitfield originOwned,
            OriginPolicy policy,
            TrackerLimits limits,
            RandomGenerator random) {
        this.release = release;
        this.origin = new Uploader(originHolder, policy.slots());
        this.store = new OriginStore(originOwned);
        this.strangers = new Strangers(origin);
        this.limits = limits;
        this.pace = new ReportPace(limits, store);
        this.planner = new SwarmPlanner(origin, store, originOwned.size(), policy, beyond, workload, random);
        this.segmentCount = originOwned.size();
        this.lists = new HolderLists(planner, segmentCount);
        this.accusations = new Accusations(origin, members, beyond, lists, limits);
        this.offers = new Offers(origin, planner, lists, accusations, workload);
        this.fallbacks = List.of(originHolder);
    }

    /** Whom to name in a 503; may be read by any thread. */
    public Alternates alternates() {
        return lists.alternates();
    }

    /** The members that own and serve a segment, by name. Looks at all of them: for people and tests. */
    public List<HolderId> membersOwning(int segment) {
        return planner.holders(segment).ids();
    }

    @Override
    public List<Effect> on(Event event, Instant now) {
        var effects = new ArrayList<Effect>();
        switch (event) {
            case Event.MemberReported reported -> reported(reported, now, effects);
            case Event.MemberReached(var id, var at, var uplink) ->
                Optional.ofNullable(members.get(id)).ifPresent(member -> offers.reached(member, at, uplink));
            case Event.MemberLeft(var id) ->
                Optional.ofNullable(members.get(id)).ifPresent(member -> leave(member, effects));
            case Event.OriginOwns(int segment) -> store.owns(segment);
            case Event.OriginBegan(int segment) -> store.begins(segment);
            case Event.OriginSlots(int slots) -> origin.slots(slots);
            case Event.OriginExpects(var segments) -> store.expects(segments);
            case Event.OriginServes(var asker) -> strangers.began(asker, members.containsKey(asker));
            case Event.OriginServed(var asker) -> strangers.ended(asker);
            case Event.FallbacksKnown(var holders) -> fallbacksKnown(holders);
            case Event.PushEnded(var member, int segment, var outcome) -> pushEnded(member, segment, outcome);
            case Event.StatusAsked() -> effects.add(new Effect.StatusTold(status()));
            case Event.DeadlinePassed() -> dropSilent(now, effects);
        }
        if (!(event instanceof Event.MemberReported)) { // A report serves them before the one who reported.
            serveWaiting(now, effects);
        }
        tellStrain(now, effects);
        return effects;
    }

    private void fallbacksKnown(List<Holder> holders) {
        fallbacks = SwarmPlan.fallbacks(origin.holder(), holders);
        beyond.replace(fallbacks.stream()
                .filter(holder -> !holder.equals(origin.holder()))
                .toList());
    }

    private void tellStrain(Instant now, List<Effect> effects) {
        var news = gauge.now(leeches(), now);
        if (news != strain) {
            strain = news;
            effects.add(new Effect.Strained(strain));
        }
    }

    @Override
    public Optional<Instant> nextDeadline() {
        var answer = waitingRoom.firstDeadline();
        var look = silence.nextLook();
        boolean lookFirst = answer.isEmpty() || (look.isPresent() && look.get().isBefore(answer.get()));
        return lookFirst ? look : answer;
    }

    @Override
    public Event deadlinePassed() {
        return new Event.DeadlinePassed();
    }

    private void reported(Event.MemberReported event, Instant now, List<Effect> effects) {
        var report = event.report();
        waitingRoom.remove(report.member()).ifPresent(earlier -> effects.add(nothing(earlier)));
        if (report.action().filter(action -> action == Action.LEAVE).isPresent()) {
            Optional.ofNullable(members.get(report.member())).ifPresent(member -> leave(member, effects));
            effects.add(nothing(event));
            return;
        }
        if (!members.containsKey(report.member()) && members.size() >= limits.maxMembers()) {
            effects.add(answer(event, List.of(), TrackerLimits.LONGEST_WAIT));
            return;
        }
        var member = members.computeIfAbsent(report.member(), this::joining);
        heard(member, report, now);
        offers.heard(member, event.servesAt(), report.uplinkBitsPerSecond());
        report.action()
                .filter(Action.JOIN::equals)
                .flatMap(join -> member.uploader)
                .ifPresent(Uploader::isBack);
        accusations.hear(member, report.faults(), now, effects);
        owns(member, report, now, effects);
        serveWaiting(now, effects);
        boolean planned = plan(event, member, now, effects);
        boolean dry = report.want() > 0 && member.grants.isEmpty();
        if (!planned && !(dry && waitingRoom.admit(event, now.plus(limits.dryAfter())))) {
            answerUnplanned(event, member, now, effects);
        }
    }

    private TrackedMember joining(HolderId id) {
        workload.change(segmentCount, 0);
        return new TrackedMember(id, segmentCount);
    }

    private void heard(TrackedMember member, MemberReport report, Instant now) {
        silence.heard(member, now.plus(pace.silence(report.owned().isFull(), members.size())));
        member.strain = report.strain();
    }

    /** Takes over what it owns, and ends the grants that came true or that it gave up. */
    private void owns(TrackedMember member, MemberReport report, Instant now, List<Effect> effects) {
        boolean wasSeeder = member.owned.isFull();
        workload.change(member.owned.count() - report.owned().count(), 0);
        member.endMoved();
        member.owned = report.owned();
        seeders += (member.owned.isFull() ? 1 : 0) - (wasSeeder ? 1 : 0);
        for (int segment : member.grantedSegments()) {
            boolean came = report.owned().contains(segment);
            if (came || !report.inFlight().contains(segment)) {
                var grant = endGrant(member, segment);
                if (came && !accuses(report, grant.from().holder().id())) {
                    var took = Duration.between(grant.since(), now);
                    boolean fast = took.compareTo(workload.usual().multipliedBy(2)) <= 0;
                    accusations.delivered(member, grant.from(), fast, now, effects);
                    grant.from().delivered(took);
                    workload.delivered(took);
                }
            }
        }
        planner.begins(member, report.begun());
        offers.list(member, report.begun());
    }

    private static boolean accuses(MemberReport report, HolderId holder) {
        for (Fault fault : report.faults()) {
            if (fault.holder().equals(holder)) {
                return true;
            }
        }
        return false;
    }

    private void serveWaiting(Instant now, List<Effect> effects) {
        waitingRoom.serve(asked -> plan(asked, members.get(asked.report().member()), now, effects));
    }

    /** Answers with assignments; false, and no answer, when there are none. While others wait each gets but one. */
    private boolean plan(Event.MemberReported event, TrackedMember member, Instant now, List<Effect> effects) {
        int most = waitingRoom.size() > 0 ? 1 : SwarmPlan.MAX_ASSIGNMENTS;
        int room = Math.min(most, limits.assignmentsPerMember() - member.grants.size());
        int fair = workload.share(member.lacking(), leeches(), origin.slots()) - member.grants.size();
        int count = Math.min(event.report().want(), Math.min(fair, room));
        var assignments = count <= 0 ? List.<Assignment>of() : planner.assign(member, count, leeches(), now);
        if (assignments.size() < count) {
            gauge.unmet(!planner.hasContentFor(member), now);
        }
        if (assignments.isEmpty()) {
            return false;
        }
        effects.add(answer(event, assignments, pace.usual(false, members.size())));
        for (Assignment assignment : assignments) {
            if (assignment.pushed()) {
                effects.add(new Effect.Push(member.asHolder(), assignment.segment()));
            }
        }
        return true;
    }

    private Grant endGrant(TrackedMember member, int segment) {
        var grant = member.grants.remove(segment);
        grant.endUpload();
        planner.holders(segment).ended(grant, origin);
        return grant;
    }

    private void leave(TrackedMember member, List<Effect> effects) {
        waitingRoom.remove(member.id).ifPresent(asked -> effects.add(nothing(asked)));
        List.copyOf(member.grants.keySet()).forEach(segment -> endGrant(member, segment));
        member.endMoved();
        members.remove(member.id);
        silence.forget(member);
        seeders -= member.owned.isFull() ? 1 : 0;
        workload.change(member.owned.count() - segmentCount, -member.countedSlots());
        lists.left(member);
    }

    private void dropSilent(Instant now, List<Effect> effects) {
        waitingRoom.expired(now).forEach(asked -> effects.add(nothing(asked)));
        for (TrackedMember fallen : silence.fallen(now)) {
            leave(fallen, effects);
            effects.add(new Effect.MemberLost(fallen.id));
        }
    }

    /** A stored push waits for the member's own word; one that failed is free to be planned again. */
    private void pushEnded(HolderId id, int segment, PushOutcome outcome) {
        var member = members.get(id);
        if (member == null || !member.grants.containsKey(segment)) {
            return;
        }
        var grant = member.grants.get(segment);
        if (grant.pushed() && outcome == PushOutcome.STORED) {
            grant.endUpload();
        } else if (grant.pushed()) {
            endGrant(member, segment);
        }
    }

    private Effect answer(Event.MemberReported event, List<Assignment> assignments, Duration reportAfter) {
        var plan = new SwarmPlan(release, assignments, fallbacks, reportAfter);
        return new Effect.Answer(event.ticket(), event.report().member(), plan);
    }

    /** Nothing new for it to do; perhaps something that is under way to do better. */
    private void answerUnplanned(Event.MemberReported event, TrackedMember member, Instant now, List<Effect> effects) {
        var moved = planner.hasten(member, waitingRoom.isEmpty(), now).stream().toList();
        boolean unmet = event.report().want() > 0;
        int count = members.size();
        effects.add(answer(event, moved, unmet ? pace.unmet(count) : pace.usual(member.owned.isFull(), count)));
    }

    /** For one that waited in vain, or is gone. */
    private Effect nothing(Event.MemberReported event) {
        return answer(event, List.of(), pace.again(members.size()));
    }

    private int leeches() {
        return members.size() - seeders;
    }

    private SwarmStatus status() {
        var seen = members.values().stream().map(TrackedMember::status).toList();
        return new SwarmStatus(release, seen, accusations.banned(), origin.load());
    }
}
