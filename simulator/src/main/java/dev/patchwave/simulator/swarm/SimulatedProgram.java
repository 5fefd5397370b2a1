package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.simulator.network.Node;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.SwarmTracker.PushOutcome;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A source, a cache or a client: the production cores, wired to the simulated network as the real programs wire them to HTTP. A
 * source has a tracker, a client has a download, a cache has both. What it verified survives a crash, everything else is lost.
 */
public final class SimulatedProgram {
    private final SimulatedSwarm swarm;
    private final Holder self;
    private final Node node;
    private final Optional<SimulatedProgram> origin;
    private final Optional<OriginPolicy> tracking;
    private ServingSlots.Limits serving;
    private Holding holding;
    private Incoming incoming;
    private final Askers askers = new Askers();
    private final Manners manners;
    private final List<Holder> fallbacks = new ArrayList<>();
    private ServingSlots slots;
    private Optional<CoreOnVirtualTime<Download.Event, Download.Effect>> download = Optional.empty();
    private Optional<CoreOnVirtualTime<SwarmTracker.Event, SwarmTracker.Effect>> tracker = Optional.empty();
    private Optional<SwarmTracker> trackerCore = Optional.empty();
    private InstantSource clock;
    private long life;

    SimulatedProgram(
            SimulatedSwarm swarm,
            Holder self,
            Node node,
            Bitfield owned,
            Optional<SimulatedProgram> origin,
            Optional<OriginPolicy> tracking) {
        this.swarm = swarm;
        this.self = self;
        this.node = node;
        this.holding = swarm.holding(self.id().value(), owned);
        this.clock = swarm.time()::now;
        this.incoming = new Incoming(this, holding);
        this.manners = new Manners(node);
        this.origin = origin;
        this.tracking = tracking;
        this.serving =
                ServingSlots.Limits.of(node.uplinkBitsPerSecond(), swarm.shape().segmentBytes());
        this.slots = new ServingSlots(serving);
    }

    public String name() {
        return self.id().value();
    }

    public Holder asHolder() {
        return self;
    }

    /** Its place on the network. */
    public Node node() {
        return node;
    }

    /** What is verified, whole, and on its disk. */
    public Bitfield owned() {
        return holding.owned();
    }

    /** Of verified chunks, also of segments that are not whole. */
    public long verifiedBytes() {
        return holding.verifiedBytes();
    }

    public boolean isDone() {
        return owned().isFull();
    }

    public boolean isUp() {
        return node.isUp();
    }

    Optional<OriginPolicy> tracking() {
        return tracking;
    }

    public SimulatedProgram servesNobody() {
        manners.serveNobody();
        return this;
    }

    /** From its next start on. */
    SimulatedProgram servesAtOnce(int transfers) {
        long bytes = (long) transfers * swarm.shape().segmentBytes();
        serving = new ServingSlots.Limits(transfers, Math.max(2, transfers / 2), bytes, node.uplinkBitsPerSecond());
        return this;
    }

    public SimulatedProgram behaves(Conduct newConduct) {
        swarm.network().changeUplink(node, manners.behaves(newConduct));
        return this;
    }

    public Conduct conduct() {
        return manners.conduct();
    }

    /** What it takes for the time from its next start on; runs as fast as the simulation's. */
    public SimulatedProgram readsTimeFrom(InstantSource newClock) {
        clock = newClock;
        return this;
    }

    /** Its disk is another from now on, while it is down. */
    SimulatedProgram holds(Holding newHolding) {
        holding = newHolding;
        incoming = new Incoming(this, holding);
        return this;
    }

    /** Whom its members are told to ask beyond it. */
    public SimulatedProgram namesBeyondItself(List<Holder> holders) {
        fallbacks.addAll(holders);
        tell(new SwarmTracker.Event.FallbacksKnown(fallbacks));
        return this;
    }

    /** Starts with what is on disk; a program that runs is killed first. */
    public SimulatedProgram start() {
        if (!starts()) {
            throw new IllegalStateException(name() + " cannot start: its disk fails");
        }
        return this;
    }

    /** The same; false when its disk does not let it. */
    boolean starts() {
        crash();
        if (!holding.restart()) {
            return false;
        }
        swarm.network().bringUp(node);
        slots = new ServingSlots(serving);
        join();
        return true;
    }

    /** It joins its swarm with what it owns now, as the programs' shells do when that became less; who is in it leaves it first. */
    void joinAnew() {
        leaves();
        join();
    }

    /** It has done with this release, for now, and runs on. */
    void leaves() {
        incoming.cancelAll();
        leave();
    }

    private void join() {
        life++;
        incoming.begin();
        trackerCore = tracking.map(policy -> new SwarmTracker(
                swarm.release(), self, owned(), policy, swarm.trackerLimits(), swarm.randomFor(name(), life)));
        tracker = trackerCore.map(core -> new CoreOnVirtualTime<>(swarm.time(), clock, core, watched(this::perform)));
        tell(new SwarmTracker.Event.FallbacksKnown(fallbacks));
        download =
                origin.map(from -> new CoreOnVirtualTime<>(swarm.time(), clock, newDownload(), watched(this::perform)));
        tell(new Download.Event.Started());
        if (conduct() == Conduct.FLOODS) {
            flood(life);
        }
    }

    private Download newDownload() {
        return new Download(
                self.id(),
                swarm.release(),
                owned(),
                true,
                swarm.downloadLimits(),
                swarm.randomFor(name() + "-download", life));
    }

    /** kill -9: only what is on disk remains, and everybody who talks to it hears that it is gone. */
    public void crash() {
        stop();
        swarm.network().takeDown(node);
    }

    /** Its host is cut off: nobody is told. */
    public void vanish() {
        stop();
        swarm.network().silence(node);
    }

    /** It is gone, whatever became of its node. */
    void stop() {
        incoming.endAll();
        leave();
        holding.killed();
    }

    private void leave() {
        download.ifPresent(CoreOnVirtualTime::stop);
        tracker.ifPresent(CoreOnVirtualTime::stop);
        life++;
        askers.forgetAll();
        swarm.forgotBans(this);
    }

    private void flood(long inLife) {
        if (life == inLife) {
            report(MemberReport.of(MemberReport.Request.FIND, id(), swarm.release(), owned()), origin.orElseThrow());
            swarm.time().after(Conduct.FLOODS_EVERY, () -> flood(inLife));
        }
    }

    /** Whoever watches may kill it before it performs. */
    private <F> Consumer<F> watched(Consumer<F> performer) {
        return effect -> {
            long before = life;
            swarm.witness().performs(this, effect);
            if (life == before) {
                performer.accept(effect);
            }
        };
    }

    private void perform(SwarmTracker.Effect effect) {
        switch (effect) {
            case SwarmTracker.Effect.Answer(long ticket, var member, var plan) -> askers.answer(ticket, plan);
            case SwarmTracker.Effect.Push(var member, int segment) ->
                new Pushing(this, swarm.program(member.id()), segment).begin();
            case SwarmTracker.Effect.Banned(var holder, var accuser, int segment) -> swarm.banned(holder, accuser);
            case SwarmTracker.Effect.Acquitted(var holder, var accuser) -> {}
            case SwarmTracker.Effect.MemberLost(var member) -> {}
            case SwarmTracker.Effect.Strained(var strain) -> tell(new Download.Event.Strained(strain));
            case SwarmTracker.Effect.StatusTold(var status) -> {}
        }
    }

    private void perform(Download.Effect effect) {
        switch (effect) {
            case Download.Effect.Fetch(int segment, var holder) -> incoming.fetch(segment, holder);
            case Download.Effect.CancelFetch(int segment, var holder) -> incoming.cancelFetch(segment);
            case Download.Effect.RefusePush(int segment) -> incoming.cancelPush(segment);
            case Download.Effect.Report(var report, var elsewhere) ->
                report(report, elsewhere.map(other -> swarm.program(other.id())).orElse(origin.orElseThrow()));
            case Download.Effect.Ban(var holder) -> swarm.bannedBy(this, holder.id());
            case Download.Effect.Finished() -> swarm.finished(this);
        }
    }

    private void report(MemberReport report, SimulatedProgram to) {
        Consumer<SwarmPlan> answered = inThisLife(new OneAnswer(this::planned));
        Consumer<Void> lost = inThisLife(nothing -> tell(new Download.Event.OriginUnreachable()));
        var complete = manners.says(report);
        swarm.witness().reports(this, complete);
        var read = swarm.wording().report(this, complete);
        Optional<Place> address = manners.serves() ? Optional.of(self.place()) : Optional.empty();
        swarm.network()
                .repeatable(node, to.node, () -> to.asked(this, read, address, answered), () -> lost.accept(null));
    }

    private void planned(SwarmPlan plan) {
        manners.planned(plan);
        tracker.ifPresent(
                running -> running.offer(new SwarmTracker.Event.OriginExpects(plan.assigned(owned().size()))));
        tell(new Download.Event.PlanReceived(plan));
    }

    private void asked(
            SimulatedProgram asker, MemberReport report, Optional<Place> address, Consumer<SwarmPlan> answered) {
        long ticket = askers.add(plan -> {
            var read = swarm.wording().plan(this, plan);
            swarm.network().message(node, asker.node, () -> answered.accept(read), () -> {});
        });
        tell(new SwarmTracker.Event.MemberReported(ticket, report, address));
    }

    void pushEnded(SimulatedProgram member, int segment, PushOutcome outcome, long lifeOfPush) {
        if (life == lifeOfPush) {
            tell(new SwarmTracker.Event.PushEnded(member.id(), segment, outcome));
        }
    }

    void own(int segment) {
        tell(new SwarmTracker.Event.OriginOwns(segment));
    }

    /** It gets the segment from outside the simulation, unless its disk fails. */
    public void obtains(int segment) {
        holding.obtain(segment);
        if (owned().contains(segment)) {
            node.chunkCame(segment);
            own(segment);
        }
    }

    /** It has the whole segment, or passes on what it has of it as it comes. */
    boolean canServe(int segment) {
        return manners.shares() && (owned().contains(segment) || incoming.hasSome(segment));
    }

    /** It cannot serve the segment now, but may in a moment. */
    boolean mayServeSoon(int segment) {
        return manners.shares() && (incoming.has(segment) || holding.verifiedChunks(segment) > 0);
    }

    List<Holder> alternates(int segment, HolderId asker) {
        return trackerCore.map(core -> core.alternates().of(segment)).orElse(List.of()).stream()
                .filter(holder -> !holder.id().equals(asker))
                .toList();
    }

    void tell(Download.Event event) {
        download.ifPresent(running -> running.offer(event));
    }

    void tell(SwarmTracker.Event event) {
        tracker.ifPresent(running -> running.offer(event));
    }

    /** A reply to a process that was killed meanwhile reaches nobody. */
    private <T> Consumer<T> inThisLife(Consumer<T> action) {
        long asking = life;
        return value -> {
            if (life == asking) {
                action.accept(value);
            }
        };
    }

    Manners manners() {
        return manners;
    }

    SimulatedSwarm swarm() {
        return swarm;
    }

    Holding holding() {
        return holding;
    }

    Incoming incoming() {
        return incoming;
    }

    void serves(HolderId asker) {
        tell(new SwarmTracker.Event.OriginServes(asker));
    }

    void served(HolderId asker) {
        tell(new SwarmTracker.Event.OriginServed(asker));
    }

    ServingSlots slots() {
        return slots;
    }

    long life() {
        return life;
    }

    /** How many segments it is fetching. */
    public int fetching() {
        return incoming.fetches();
    }

    /** How many events waited for its cores at most, in this life. */
    public int mostWaiting() {
        int ofDownload = download.map(CoreOnVirtualTime::mostWaiting).orElse(0);
        return Math.max(ofDownload, tracker.map(CoreOnVirtualTime::mostWaiting).orElse(0));
    }

    HolderId id() {
        return self.id();
    }
}
