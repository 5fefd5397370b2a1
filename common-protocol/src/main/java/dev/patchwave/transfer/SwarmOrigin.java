package dev.patchwave.transfer;

import dev.patchwave.http.Problem;
import dev.patchwave.http.PushOutcome;
import dev.patchwave.http.Request;
import dev.patchwave.http.Response;
import dev.patchwave.http.Route;
import dev.patchwave.loop.CoreLoop;
import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Alternates;
import dev.patchwave.swarm.Fault;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.Strain;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmStatus;
import dev.patchwave.swarm.SwarmTracker;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One release's {@link SwarmTracker} at work: answers members' reports, sends what the tracker wants pushed.
 *
 * <p>The source runs one for each release with the caches as members, a cache runs one with its clients. Any thread; closed by
 * the program that made it.
 */
public final class SwarmOrigin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SwarmOrigin.class);
    /** Reports that wait to be planned; beyond this members are told to come again. */
    private static final int MAILBOX_LIMIT_EVENTS = 8_192;

    private static final int MAX_KNOWN_MEMBERS = 200_000;

    /** Sends one segment to a member; the answer never fails. */
    @FunctionalInterface
    public interface Pusher {
        CompletableFuture<PushOutcome> push(Holder member, int segment);
    }

    /** Where a member is reached. */
    @FunctionalInterface
    public interface Places {
        /**
         * Decides.
         *
         * @param said where the member says that it serves
         * @param remote where its report came from
         * @return where its data plane is; empty when nobody shall be sent there
         */
        Optional<Place> of(HolderId member, ServingAddress said, InetSocketAddress remote);

        /**
         * For strangers: one could name somebody else's address, so the one that its report came from is believed. The certificate is the
         * member's own word, and binds nobody but those who are sent to it.
         */
        static Places observed() {
            return (member, said, remote) ->
                    Optional.of(new Place(said.seenFrom(remote.getAddress().getHostAddress()), said.pin()));
        }
    }

    /** Who may report in whose name. */
    @FunctionalInterface
    public interface Admittance {
        /** Why this request may not speak for the report's member; empty when it may. */
        Optional<Response> refusal(MemberReport report, Request request);
    }

    /** Too many reports at once, or the swarm is being closed: come again. */
    private static final class NotNow extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final ReleaseId release;
    private final int segmentCount;
    private final SwarmTracker tracker;
    private final Pusher pusher;
    private final Places places;
    private final Dialback dialback;
    private final Consumer<MemberReport> heard;
    private final CoreLoop<SwarmTracker.Event, SwarmTracker.Effect> loop;
    private final AtomicLong tickets = new AtomicLong();
    private final Map<Long, CompletableFuture<SwarmPlan>> asked = new ConcurrentHashMap<>();
    /** Who reported, and neither left nor was dropped since. */
    private final Set<HolderId> known = ConcurrentHashMap.newKeySet();

    private volatile SwarmStatus status;
    private volatile Consumer<Strain> strained = news -> {};
    private volatile Admittance admittance = (report, request) -> Optional.empty();
    private volatile BooleanSupplier pinned = () -> false;

    /**
     * Makes the tracker's shell; {@link #start} begins.
     *
     * @param pusher used only when the tracker's origin pushes
     * @param places where members are reached
     * @param dialback says who can be reached there: nobody is sent to the others
     * @param heard told of each report that was read, on the thread of its request; must not wait
     * @param onCrash told when the tracker's loop stopped by a fault of ours
     */
    public SwarmOrigin(
            ReleaseId release,
            int segmentCount,
            SwarmTracker tracker,
            Pusher pusher,
            Places places,
            Dialback dialback,
            Consumer<MemberReport> heard,
            Clock clock,
            Consumer<Throwable> onCrash) {
        this.release = release;
        this.segmentCount = segmentCount;
        this.tracker = tracker;
        this.pusher = pusher;
        this.places = places;
        this.dialback = dialback;
        this.heard = heard;
        this.status = new SwarmStatus(release, List.of(), List.of(), 0);
        this.loop = new CoreLoop<>("swarm " + release, tracker, this::perform, clock, MAILBOX_LIMIT_EVENTS, onCrash);
    }

    /** Asks {@code newAdmittance} about each report from now on, before anybody hears of it. */
    public void admit(Admittance newAdmittance) {
        admittance = newAdmittance;
    }

    /** Tells {@code ear} how the members fare whenever that changes; must not wait. */
    public void onStrain(Consumer<Strain> ear) {
        strained = ear;
    }

    /** Tells members with each plan whether the release is wanted at them; asked often, must not wait. */
    public void pinnedWhile(BooleanSupplier wanted) {
        pinned = wanted;
    }

    public void start() {
        loop.start();
    }

    /** Answers {@code POST /v1/releases/{id}/swarm}: the report is planned for, the plan is the answer. */
    public CompletionStage<Response> answer(Request request) {
        MemberReport report;
        try {
            report = SwarmCodec.readReport(request.body(), release, segmentCount);
        } catch (IllegalArgumentException e) {
            return Route.done(Problem.response(400, e.getMessage()));
        }
        if (!isOwn(report, request)) {
            return Route.done(Problem.response(403, "the report is in another's name"));
        }
        var refused = admittance.refusal(report, request);
        if (refused.isPresent()) {
            return Route.done(refused.get());
        }
        heard.accept(report);
        note(report);
        report.faults().stream()
                .filter(fault -> fault.reason() == Fault.Reason.UNREACHABLE)
                .forEach(fault -> dialback.doubt(fault.holder()));
        return plan(report, request.remote())
                .thenApply(plan -> Response.json(200, SwarmCodec.write(plan.pinned(pinned.getAsBoolean()))))
                .exceptionally(SwarmOrigin::unplanned);
    }

    /** Where it is proven who asks, the member and the device of the report are that one's. */
    private static boolean isOwn(MemberReport report, Request request) {
        return request.mayBe(report.member())
                && report.instance().map(HolderId::of).map(request::mayBe).orElse(true);
    }

    private static Response unplanned(Throwable why) {
        if (why instanceof NotNow || why.getCause() instanceof NotNow) {
            return Problem.response(503, "no plan now").with("Retry-After", "1");
        }
        throw new IllegalStateException(why);
    }

    private void note(MemberReport report) {
        if (report.action().filter(MemberReport.Action.LEAVE::equals).isPresent()) {
            known.remove(report.member());
        } else if (known.size() < MAX_KNOWN_MEMBERS) {
            known.add(report.member());
        }
    }

    private CompletionStage<SwarmPlan> plan(MemberReport report, InetSocketAddress remote) {
        long ticket = tickets.incrementAndGet();
        var plan = new CompletableFuture<SwarmPlan>();
        asked.put(ticket, plan);
        var said = report.address().flatMap(address -> places.of(report.member(), address, remote));
        var reached = new CompletableFuture<Boolean>();
        said.ifPresentOrElse(
                place -> dialback.probe(report.member(), place, reached::complete), () -> reached.complete(false));
        boolean known = reached.isDone();
        var servesAt = said.filter(place -> known && reached.getNow(false));
        if (!loop.offer(new SwarmTracker.Event.MemberReported(ticket, report, servesAt))) {
            asked.remove(ticket);
            plan.completeExceptionally(new NotNow());
        } else if (!known) { // It may fetch meanwhile.
            var unused =
                    reached.thenAccept(yes -> said.filter(place -> yes).ifPresent(place -> reached(report, place)));
        }
        return plan;
    }

    /** On whatever thread dials: may be lost when very busy, as the next report finds it known. */
    private void reached(MemberReport report, Place place) {
        loop.offer(new SwarmTracker.Event.MemberReached(report.member(), place, report.uplinkBitsPerSecond()));
    }

    /** The origin's own store grew. */
    public void owns(int segment) {
        tell(new SwarmTracker.Event.OriginOwns(segment));
    }

    /** The origin's own store has the first chunks of a segment, which it serves. Any thread, also an event loop: may be lost when very busy. */
    public void begins(int segment) {
        loop.offer(new SwarmTracker.Event.OriginBegan(segment));
    }

    /** Segments are on their way into the origin's own store. */
    public void expects(Bitfield segments) {
        tell(new SwarmTracker.Event.OriginExpects(segments));
    }

    /** How many segments the origin should plan to serve at once from now on. Said again and again: may be lost when very busy. */
    public void feeds(int slots) {
        loop.offer(new SwarmTracker.Event.OriginSlots(slots));
    }

    /** The origin serves somebody: who is no member takes a slot of the members'. Any thread. @return to run when it has ended */
    public Runnable serving(HolderId asker) {
        if (knows(asker) || !loop.offer(new SwarmTracker.Event.OriginServes(asker))) {
            return () -> {};
        }
        return () -> served(asker);
    }

    private void served(HolderId asker) {
        if (!loop.offer(new SwarmTracker.Event.OriginServed(asker))) {
            LOG.atWarn().addKeyValue("release", release).log("mailbox full, end of a transfer lost");
        }
    }

    /** Whom members may ask beyond this swarm. */
    public void fallbacks(List<Holder> holders) {
        tell(new SwarmTracker.Event.FallbacksKnown(holders));
    }

    /** A member is known to be gone. */
    public void left(HolderId member) {
        tell(new SwarmTracker.Event.MemberLeft(member));
    }

    /** Whether somebody takes part in this swarm, as far as its own reports say. */
    public boolean knows(HolderId member) {
        return known.contains(member);
    }

    /** Whom to name in a 503. */
    public Alternates alternates() {
        return tracker.alternates();
    }

    /** How the swarm stood when this was last asked; the next look will be newer. */
    public SwarmStatus status() {
        loop.offer(new SwarmTracker.Event.StatusAsked());
        return status;
    }

    @Override
    public void close() {
        loop.close();
        asked.values().forEach(plan -> plan.completeExceptionally(new NotNow()));
        asked.clear();
    }

    private void tell(SwarmTracker.Event event) {
        try {
            loop.put(event);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void perform(SwarmTracker.Effect effect) {
        switch (effect) {
            case SwarmTracker.Effect.Answer(long ticket, var member, var plan) ->
                Optional.ofNullable(asked.remove(ticket)).ifPresent(future -> future.complete(plan));
            case SwarmTracker.Effect.Push(var member, int segment) -> push(member, segment);
            case SwarmTracker.Effect.Banned(var holder, var accuser, int segment) ->
                LOG.atWarn()
                        .addKeyValue("release", release)
                        .addKeyValue("holder", holder)
                        .addKeyValue("segment", segment)
                        .log("holder banned, it sent a wrong segment");
            case SwarmTracker.Effect.Acquitted(var holder, var accuser) ->
                LOG.atInfo()
                        .addKeyValue("release", release)
                        .addKeyValue("holder", holder)
                        .addKeyValue("reason", accuser + " was not believed")
                        .log("ban lifted");
            case SwarmTracker.Effect.MemberLost(var member) -> {
                known.remove(member);
                LOG.atInfo()
                        .addKeyValue("release", release)
                        .addKeyValue("holder", member)
                        .log("member silent, dropped");
            }
            case SwarmTracker.Effect.Strained(var news) -> strained.accept(news);
            case SwarmTracker.Effect.StatusTold(var told) -> status = told;
        }
    }

    private void push(Holder member, int segment) {
        var unused = pusher.push(member, segment).thenAccept(outcome -> {
            var ended = outcomeOf(member, segment, outcome);
            // From an event loop: the mailbox has room, because a member has few pushes at a time.
            if (!loop.offer(new SwarmTracker.Event.PushEnded(member.id(), segment, ended))) {
                LOG.atWarn().addKeyValue("release", release).log("mailbox full, end of a push lost");
            }
        });
    }

    private SwarmTracker.PushOutcome outcomeOf(Holder member, int segment, PushOutcome outcome) {
        return switch (outcome) {
            case PushOutcome.Stored(long bytes) -> SwarmTracker.PushOutcome.STORED;
            case PushOutcome.AlreadyThere() -> SwarmTracker.PushOutcome.STORED;
            case PushOutcome.Refused(int answer, var detail) -> {
                LOG.atWarn()
                        .addKeyValue("release", release)
                        .addKeyValue("segment", segment)
                        .addKeyValue("holder", member.id())
                        .addKeyValue("reason", answer + " " + detail)
                        .log("push refused");
                yield SwarmTracker.PushOutcome.REFUSED;
            }
            case PushOutcome.Busy(var retryAfter) -> SwarmTracker.PushOutcome.FAILED;
            case PushOutcome.DiskFull(var detail) -> SwarmTracker.PushOutcome.REFUSED;
            case PushOutcome.Unreachable(var reason) -> SwarmTracker.PushOutcome.FAILED;
            case PushOutcome.Cancelled() -> SwarmTracker.PushOutcome.FAILED;
        };
    }
}
