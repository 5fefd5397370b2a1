package dev.patchwave.simulator.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.simulator.network.Node;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.FetchOutcome;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.SwarmTracker.PushOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A source, a cache or a client: the production cores, wired to the simulated network as the real programs wire them to HTTP. A
 * source has a tracker, a client has a download, a cache has both. What it verified survives a crash, everything else is lost.
 */
public final class SimulatedProgram {
    private static final ServingAddress SOMEWHERE = new ServingAddress("192.0.2.1", 80); // The URI says where.

    private final SimulatedSwarm swarm;
    private final Holder self;
    private final Node node;
    private final Optional<SimulatedProgram> origin;
    private final Optional<OriginPolicy> tracking;
    private ServingSlots.Limits serving;
    private final Holding holding;
    private final Map<Integer, Fetching> fetches = new TreeMap<>();
    private final Map<Integer, Pushing> pushes = new TreeMap<>();
    private final Map<Long, Consumer<SwarmPlan>> askers = new HashMap<>(); // Never iterated.
    private final List<Holder> fallbacks = new ArrayList<>();
    private ServingSlots slots;
    private Optional<CoreOnVirtualTime<Download.Event, Download.Effect>> download = Optional.empty();
    private Optional<CoreOnVirtualTime<SwarmTracker.Event, SwarmTracker.Effect>> tracker = Optional.empty();
    private Optional<SwarmTracker> trackerCore = Optional.empty();
    private boolean serves = true;
    private boolean sendsRubbish;
    private boolean mayAskSource = true;
    private long tickets;
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
        this.holding = new Holding(swarm.shape(), owned);
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

    public SimulatedProgram servesNobody() {
        serves = false;
        return this;
    }

    /** From its next start on. */
    SimulatedProgram servesAtOnce(int transfers) {
        long bytes = (long) transfers * swarm.shape().segmentBytes();
        serving = new ServingSlots.Limits(transfers, Math.max(2, transfers / 2), bytes, node.uplinkBitsPerSecond());
        return this;
    }

    public SimulatedProgram sendsRubbish() {
        sendsRubbish = true;
        return this;
    }

    public boolean isRubbish() {
        return sendsRubbish;
    }

    public SimulatedProgram neverAsksTheSource() {
        mayAskSource = false;
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
        crash();
        swarm.network().bringUp(node);
        life++;
        slots = new ServingSlots(serving);
        trackerCore = tracking.map(policy -> new SwarmTracker(
                SimulatedSwarm.RELEASE, self, owned(), policy, swarm.trackerLimits(), swarm.randomFor(name(), life)));
        tracker = trackerCore.map(core -> new CoreOnVirtualTime<>(swarm.time(), core, this::perform));
        tell(new SwarmTracker.Event.FallbacksKnown(fallbacks));
        download = origin.map(from -> new CoreOnVirtualTime<>(swarm.time(), newDownload(), this::perform));
        tell(new Download.Event.Started());
        return this;
    }

    private Download newDownload() {
        return new Download(
                self.id(),
                SimulatedSwarm.RELEASE,
                owned(),
                mayAskSource,
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

    private void stop() {
        download.ifPresent(CoreOnVirtualTime::stop);
        tracker.ifPresent(CoreOnVirtualTime::stop);
        life++;
        fetches.values().forEach(Sending::end);
        pushes.values().forEach(Sending::end);
        fetches.clear();
        pushes.clear();
        askers.clear();
        swarm.forgotBans(this);
    }

    private void perform(SwarmTracker.Effect effect) {
        switch (effect) {
            case SwarmTracker.Effect.Answer(long ticket, var member, var plan) ->
                Optional.ofNullable(askers.remove(ticket)).ifPresent(asker -> asker.accept(plan));
            case SwarmTracker.Effect.Push(var member, int segment) ->
                new Pushing(this, swarm.program(member.id()), segment).begin();
            case SwarmTracker.Effect.Banned(var holder, var accuser, int segment) -> swarm.banned(holder);
            case SwarmTracker.Effect.MemberLost(var member) -> {}
            case SwarmTracker.Effect.Strained(var strain) -> tell(new Download.Event.Strained(strain));
            case SwarmTracker.Effect.StatusTold(var status) -> {}
        }
    }

    private void perform(Download.Effect effect) {
        switch (effect) {
            case Download.Effect.Fetch(int segment, var holder) -> fetch(segment, holder);
            case Download.Effect.CancelFetch(int segment, var holder) -> cancel(fetches.remove(segment));
            case Download.Effect.RefusePush(int segment) -> cancel(pushes.remove(segment));
            case Download.Effect.Report(var report, var elsewhere) ->
                report(report, elsewhere.map(other -> swarm.program(other.id())).orElse(origin.orElseThrow()));
            case Download.Effect.Ban(var holder) -> swarm.bannedBy(this, holder.id());
            case Download.Effect.Finished() -> swarm.finished(this);
        }
    }

    private static void cancel(Sending sending) {
        if (sending != null) {
            sending.cancel();
        }
    }

    private void report(MemberReport report, SimulatedProgram to) {
        Consumer<SwarmPlan> answered = inThisLife(this::planned);
        Consumer<Void> lost = inThisLife(nothing -> tell(new Download.Event.OriginUnreachable()));
        var complete = serves ? report.servingAt(SOMEWHERE, OptionalLong.of(node.uplinkBitsPerSecond())) : report;
        Optional<Place> address = serves ? Optional.of(self.place()) : Optional.empty();
        swarm.network()
                .message(node, to.node, () -> to.asked(this, complete, address, answered), () -> lost.accept(null));
    }

    private void planned(SwarmPlan plan) {
        tell(new SwarmTracker.Event.OriginExpects(plan.assigned(owned().size())));
        tell(new Download.Event.PlanReceived(plan));
    }

    private void asked(
            SimulatedProgram asker, MemberReport report, Optional<Place> address, Consumer<SwarmPlan> answered) {
        long ticket = tickets++;
        askers.put(ticket, plan -> swarm.network().message(node, asker.node, () -> answered.accept(plan), () -> {}));
        tell(new SwarmTracker.Event.MemberReported(ticket, report, address));
    }

    private void fetch(int segment, Holder holder) {
        swarm.asked(this, segment, holder);
        var fetching = new Fetching(this, swarm.program(holder.id()), segment, holder.kind());
        fetches.put(segment, fetching);
        fetching.begin();
    }

    void fetchEnded(Fetching fetching, FetchOutcome outcome) {
        fetches.remove(fetching.segment(), fetching);
        swarm.tally(outcome);
        if (outcome instanceof FetchOutcome.Stored) {
            own(fetching.segment());
        }
        tell(new Download.Event.FetchEnded(fetching.segment(), fetching.from.id(), outcome));
    }

    void pushBegan(Pushing pushing) {
        pushes.put(pushing.segment(), pushing);
        tell(new Download.Event.PushBegan(pushing.segment()));
    }

    void pushStored(Pushing pushing) {
        own(pushing.segment());
        pushOver(pushing, new Download.Event.SegmentPushed(pushing.segment()));
    }

    void pushOver(Pushing pushing, Download.Event how) {
        pushes.remove(pushing.segment(), pushing);
        tell(how);
    }

    void pushEnded(SimulatedProgram member, int segment, PushOutcome outcome, long lifeOfPush) {
        if (life == lifeOfPush) {
            tell(new SwarmTracker.Event.PushEnded(member.id(), segment, outcome));
        }
    }

    /** A chunk is verified; {@code first}: of this fetch or push. */
    void chunkArrived(int segment, int chunk, boolean first) {
        if (!holding.add(segment, chunk)) {
            swarm.cameTwice(holding.shape().chunkLengthBytes(segment, chunk));
            return;
        }
        node.chunkCame(segment);
        if (first && !holding.isWhole(segment)) {
            tell(new SwarmTracker.Event.OriginBegan(segment));
            tell(new Download.Event.SegmentBegan(segment));
        }
    }

    private void own(int segment) {
        holding.own(segment);
        tell(new SwarmTracker.Event.OriginOwns(segment));
    }

    /** It got the segment from outside the simulation. */
    public void obtains(int segment) {
        for (int chunk = holding.verifiedChunks(segment);
                chunk < holding.shape().chunks(segment);
                chunk++) {
            holding.add(segment, chunk);
        }
        node.chunkCame(segment);
        own(segment);
    }

    /** It has the whole segment, or passes on what it has of it as it comes. */
    boolean canServe(int segment) {
        return serves && (owned().contains(segment) || (isComing(segment) && holding.verifiedChunks(segment) > 0));
    }

    /** It cannot serve the segment now, but may in a moment. */
    boolean mayServeSoon(int segment) {
        return serves && (isComing(segment) || holding.verifiedChunks(segment) > 0);
    }

    private boolean isComing(int segment) {
        return fetches.containsKey(segment) || pushes.containsKey(segment);
    }

    List<Holder> alternates(int segment, HolderId asker) {
        return trackerCore.map(core -> core.alternates().of(segment)).orElse(List.of()).stream()
                .filter(holder -> !holder.id().equals(asker))
                .toList();
    }

    private void tell(Download.Event event) {
        download.ifPresent(running -> running.offer(event));
    }

    private void tell(SwarmTracker.Event event) {
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

    SimulatedSwarm swarm() {
        return swarm;
    }

    Holding holding() {
        return holding;
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

    HolderId id() {
        return self.id();
    }
}
