package dev.patchwave.scenarios.simulation;

import dev.patchwave.release.Bitfield;
import dev.patchwave.swarm.BusyAnswer;
import dev.patchwave.swarm.Download;
import dev.patchwave.swarm.DownloadLimits;
import dev.patchwave.swarm.FetchOutcome;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.ServingAddress;
import dev.patchwave.swarm.ServingSlots;
import dev.patchwave.swarm.SwarmPlan;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.SwarmTracker.PushOutcome;
import dev.patchwave.swarm.TrackerLimits;
import java.net.URI;
import java.time.Duration;
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
 * source has a tracker, a client has a download, a cache has both. What it owns survives a crash, everything else is lost.
 */
public final class SimulatedProgram {
    private final SimulatedSwarm swarm;
    private final Holder self;
    private final SimulatedNetwork.Node node;
    private final Optional<SimulatedProgram> origin;
    private final Optional<OriginPolicy> tracking;
    private final ServingSlots.Limits serving;
    private final Map<Integer, SimulatedNetwork.Transfer> fetches = new TreeMap<>();
    private final Map<Integer, SimulatedNetwork.Transfer> pushes = new TreeMap<>();
    private final Map<Long, Consumer<SwarmPlan>> askers = new HashMap<>();
    private final List<Holder> fallbacks = new ArrayList<>();
    private Bitfield owned;
    private ServingSlots slots;
    private Optional<CoreOnVirtualTime<Download.Event, Download.Effect>> download = Optional.empty();
    private Optional<CoreOnVirtualTime<SwarmTracker.Event, SwarmTracker.Effect>> tracker = Optional.empty();
    private Optional<SwarmTracker> trackerCore = Optional.empty();
    private boolean serves = true;
    private boolean sendsRubbish;
    private boolean mayAskSource = true;
    private final Map<Integer, Long> asked = new TreeMap<>();
    private long asks;
    private long tickets;
    private long life;

    SimulatedProgram(
            SimulatedSwarm swarm,
            Holder self,
            SimulatedNetwork.Node node,
            Bitfield owned,
            Optional<SimulatedProgram> origin,
            Optional<OriginPolicy> tracking) {
        this.swarm = swarm;
        this.self = self;
        this.node = node;
        this.owned = owned;
        this.origin = origin;
        this.tracking = tracking;
        this.serving = ServingSlots.Limits.of(node.uplinkBitsPerSecond(), SimulatedSwarm.SEGMENT_BYTES);
        this.slots = new ServingSlots(serving);
    }

    public String name() {
        return self.id().value();
    }

    public Holder asHolder() {
        return self;
    }

    /** What is verified and on its disk. */
    public Bitfield owned() {
        return owned;
    }

    public boolean isDone() {
        return owned.isFull();
    }

    public boolean isUp() {
        return swarm.network().isUp(node);
    }

    public SimulatedProgram servesNobody() {
        serves = false;
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
        tracker.ifPresent(running -> running.offer(new SwarmTracker.Event.FallbacksKnown(fallbacks)));
        return this;
    }

    /** Starts with what is on disk; a program that runs is killed first. */
    public SimulatedProgram start() {
        crash();
        swarm.network().bringUp(node);
        life++;
        slots = new ServingSlots(serving);
        trackerCore = tracking.map(policy -> new SwarmTracker(
                SimulatedSwarm.RELEASE, self, owned, policy, TrackerLimits.defaults(), swarm.randomFor(name(), life)));
        tracker = trackerCore.map(core -> new CoreOnVirtualTime<>(swarm.time(), core, this::perform));
        tracker.ifPresent(running -> running.offer(new SwarmTracker.Event.FallbacksKnown(fallbacks)));
        download = origin.map(from -> new CoreOnVirtualTime<>(
                swarm.time(),
                new Download(
                        self.id(),
                        SimulatedSwarm.RELEASE,
                        owned,
                        mayAskSource,
                        DownloadLimits.defaults(),
                        swarm.randomFor(name() + "-download", life)),
                this::perform));
        download.ifPresent(running -> running.offer(new Download.Event.Started()));
        return this;
    }

    /** kill -9, or the network is gone: only what is on disk remains. */
    public void crash() {
        download.ifPresent(CoreOnVirtualTime::stop);
        tracker.ifPresent(CoreOnVirtualTime::stop);
        life++;
        swarm.network().takeDown(node);
        fetches.clear();
        pushes.clear();
        askers.clear();
        asked.clear();
        swarm.forgotBans(this);
    }

    private void perform(SwarmTracker.Effect effect) {
        switch (effect) {
            case SwarmTracker.Effect.Answer(long ticket, var member, var plan) ->
                Optional.ofNullable(askers.remove(ticket)).ifPresent(asker -> asker.accept(plan));
            case SwarmTracker.Effect.Push(var member, int segment) -> push(swarm.program(member.id()), segment);
            case SwarmTracker.Effect.Banned(var holder, var accuser, int segment) -> swarm.banned(holder);
            case SwarmTracker.Effect.MemberLost(var member) -> {}
            case SwarmTracker.Effect.Strained(var strain) -> tell(new Download.Event.Strained(strain));
            case SwarmTracker.Effect.StatusTold(var status) -> {}
        }
    }

    private void perform(Download.Effect effect) {
        switch (effect) {
            case Download.Effect.Fetch(int segment, var holder) -> fetch(segment, holder);
            case Download.Effect.CancelFetch(int segment, var holder) -> {
                asks++; // What is still on its way to the holder finds nobody who wants it.
                asked.remove(segment);
                Optional.ofNullable(fetches.remove(segment)).ifPresent(SimulatedNetwork.Transfer::cancel);
            }
            case Download.Effect.RefusePush(int segment) ->
                Optional.ofNullable(pushes.remove(segment)).ifPresent(SimulatedNetwork.Transfer::cancel);
            case Download.Effect.Report(var report, var elsewhere) ->
                report(report, elsewhere.map(other -> swarm.program(other.id())).orElse(origin.orElseThrow()));
            case Download.Effect.Ban(var holder) -> swarm.bannedBy(this, holder.id());
            case Download.Effect.Finished() -> swarm.finished(this);
        }
    }

    private void report(MemberReport report, SimulatedProgram to) {
        Consumer<SwarmPlan> answered = inThisLife(plan -> tell(new Download.Event.PlanReceived(plan)));
        Consumer<Void> lost = inThisLife(nothing -> tell(new Download.Event.OriginUnreachable()));
        var complete = serves
                ? report.servingAt(new ServingAddress("10.0.0.1", 80), OptionalLong.of(node.uplinkBitsPerSecond()))
                : report;
        Optional<URI> address = serves ? Optional.of(self.uri()) : Optional.empty();
        swarm.network()
                .message(node, to.node, () -> to.asked(this, complete, address, answered), () -> lost.accept(null));
    }

    private void asked(
            SimulatedProgram asker, MemberReport report, Optional<URI> address, Consumer<SwarmPlan> answered) {
        long ticket = tickets++;
        askers.put(ticket, plan -> swarm.network().message(node, asker.node, () -> answered.accept(plan), () -> {}));
        tracker.orElseThrow().offer(new SwarmTracker.Event.MemberReported(ticket, report, address));
    }

    private void fetch(int segment, Holder holder) {
        swarm.asked(this, segment, holder);
        var from = swarm.program(holder.id());
        long asking = ++asks;
        asked.put(segment, asking);
        Consumer<FetchOutcome> ended = inThisLife(outcome -> {
            if (asked.getOrDefault(segment, 0L) != asking) {
                return; // Cancelled meanwhile.
            }
            fetches.remove(segment);
            swarm.tally(outcome);
            if (outcome instanceof FetchOutcome.Stored) {
                keep(segment);
            }
            tell(new Download.Event.FetchEnded(segment, holder.id(), outcome));
        });
        swarm.network()
                .message(
                        node,
                        from.node,
                        () -> from.serve(this, segment, holder.kind(), ended, asking),
                        () -> ended.accept(new FetchOutcome.Unreachable()));
    }

    private void serve(
            SimulatedProgram asker, int segment, HolderKind kind, Consumer<FetchOutcome> ended, long asking) {
        if (!owned.contains(segment) || !serves) {
            reply(asker, ended, new FetchOutcome.Missing());
            return;
        }
        switch (slots.admit(asker.self.id(), SimulatedSwarm.SEGMENT_BYTES)) {
            case ServingSlots.Decision.Busy(var retryAfter) ->
                reply(asker, ended, new FetchOutcome.Busy(new BusyAnswer(retryAfter, alternates(asker, segment))));
            case ServingSlots.Decision.Admit() -> {
                if (asker.asked.getOrDefault(segment, 0L) == asking) {
                    asker.fetches.put(segment, send(asker, segment, kind, ended));
                } else {
                    slots.ended(asker.self.id(), SimulatedSwarm.SEGMENT_BYTES);
                }
            }
        }
    }

    private SimulatedNetwork.Transfer send(
            SimulatedProgram to, int segment, HolderKind kind, Consumer<FetchOutcome> ended) {
        var slotsOfThisLife = slots;
        return swarm.network().transfer(node, to.node, SimulatedSwarm.SEGMENT_BYTES, complete -> {
            slotsOfThisLife.ended(to.self.id(), SimulatedSwarm.SEGMENT_BYTES);
            if (complete) {
                swarm.received(to, segment, this, kind);
                ended.accept(sendsRubbish ? new FetchOutcome.Corrupt() : new FetchOutcome.Stored());
            } else {
                ended.accept(new FetchOutcome.Unreachable());
            }
        });
    }

    private List<Holder> alternates(SimulatedProgram asker, int segment) {
        return trackerCore.map(core -> core.alternates().of(segment)).orElse(List.of()).stream()
                .filter(holder -> !holder.id().equals(asker.self.id()))
                .toList();
    }

    private void push(SimulatedProgram to, int segment) {
        long pushing = life;
        Consumer<PushOutcome> ended = outcome -> {
            if (life == pushing) {
                tracker.orElseThrow().offer(new SwarmTracker.Event.PushEnded(to.self.id(), segment, outcome));
            }
        };
        if (!(slots.admit(to.self.id(), SimulatedSwarm.SEGMENT_BYTES) instanceof ServingSlots.Decision.Admit)
                || !to.isUp()) {
            swarm.time().after(Duration.ofMillis(10), () -> ended.accept(PushOutcome.FAILED));
            return;
        }
        var transfer = send(to, segment, self.kind(), outcome -> {
            to.pushes.remove(segment);
            boolean stored = outcome instanceof FetchOutcome.Stored && to.isUp();
            if (stored) {
                to.keep(segment);
            }
            to.tell(stored ? new Download.Event.SegmentPushed(segment) : new Download.Event.PushBroke(segment));
            ended.accept(stored ? PushOutcome.STORED : PushOutcome.FAILED);
        });
        to.pushes.put(segment, transfer);
        to.tell(new Download.Event.PushBegan(segment));
    }

    private void keep(int segment) {
        owned = owned.with(segment);
        tracker.ifPresent(running -> running.offer(new SwarmTracker.Event.OriginOwns(segment)));
    }

    private void reply(SimulatedProgram asker, Consumer<FetchOutcome> ended, FetchOutcome outcome) {
        swarm.network()
                .message(
                        node,
                        asker.node,
                        () -> ended.accept(outcome),
                        () -> ended.accept(new FetchOutcome.Unreachable()));
    }

    private void tell(Download.Event event) {
        download.ifPresent(running -> running.offer(event));
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

    HolderId id() {
        return self.id();
    }
}
