package dev.patchwave.benchmarks.tracker;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import dev.patchwave.swarm.MemberReport;
import dev.patchwave.swarm.OriginPolicy;
import dev.patchwave.swarm.Place;
import dev.patchwave.swarm.SwarmCodec;
import dev.patchwave.swarm.SwarmTracker;
import dev.patchwave.swarm.SwarmTracker.Effect;
import dev.patchwave.swarm.SwarmTracker.Event;
import dev.patchwave.swarm.TrackerLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The production tracker of one domain and a stopwatch: reports go in as JSON, plans come out as JSON. One thread, virtual time. */
final class Swarm {
    private static final ReleaseId RELEASE = ReleaseId.parse("tracker@1");
    private static final URI CACHE = URI.create("http://10.0.0.1:8481");
    private static final int SLOTS_OF_A_GIGABIT = 64;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    final int segments;
    final List<Member> members = new ArrayList<>();
    private final SwarmTracker tracker;
    private Instant now = Instant.EPOCH;
    private long reports;
    private long decisions;
    private long coreNanos;
    private long codecNanos;

    /** What was counted since {@link #restart}. */
    record Count(long reports, long decisions, double coreSeconds, double codecSeconds) {
        double coreMicrosPerReport() {
            return coreSeconds * 1e6 / reports;
        }

        double coreMicrosPerDecision() {
            return coreSeconds * 1e6 / decisions;
        }

        double decisionsPerSecond() {
            return decisions / coreSeconds;
        }

        double reportsPerSecond() {
            return reports / coreSeconds;
        }

        double bothSeconds() {
            return coreSeconds + codecSeconds;
        }
    }

    Swarm(int segments, long seed) {
        this.segments = segments;
        this.tracker = new SwarmTracker(
                RELEASE,
                new Holder(new HolderId("cache"), HolderKind.OWN_CACHE, CACHE),
                Bitfield.full(segments),
                new OriginPolicy(SLOTS_OF_A_GIGABIT, false, false),
                TrackerLimits.defaults(),
                new Random(seed));
    }

    Instant now() {
        return now;
    }

    /** Somebody new, who has not reported yet. */
    Member join(Bitfield owned) {
        var member = new Member(members.size(), RELEASE, owned);
        members.add(member);
        return member;
    }

    /** Time goes on; the tracker hears of its deadlines on the way. */
    void advanceTo(Instant later) {
        for (var due = tracker.nextDeadline();
                due.isPresent() && !due.get().isAfter(later);
                due = tracker.nextDeadline()) {
            now = due.get().isAfter(now) ? due.get() : now;
            on(tracker.deadlinePassed());
        }
        now = later.isAfter(now) ? later : now;
    }

    void advance(Duration time) {
        advanceTo(now.plus(time));
    }

    /** What the member says goes through the codec as it does in a cache. */
    void report(Member member) {
        byte[] json = SwarmCodec.write(member.report());
        member.awaitsAnswer();
        long start = cpuNanos();
        MemberReport read = SwarmCodec.readReport(json, RELEASE, segments);
        codecNanos += cpuNanos() - start;
        reports++;
        on(new Event.MemberReported(member.number(), read, Optional.of(Place.at(member.uri()))));
    }

    void restart() {
        reports = 0;
        decisions = 0;
        coreNanos = 0;
        codecNanos = 0;
    }

    Count count() {
        return new Count(reports, decisions, coreNanos / 1e9, codecNanos / 1e9);
    }

    /** Of this thread alone, so that whoever else uses the machine is not counted. */
    private static long cpuNanos() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private void on(Event event) {
        long start = cpuNanos();
        var effects = tracker.on(event, now);
        coreNanos += cpuNanos() - start;
        for (var effect : effects) {
            if (effect instanceof Effect.Answer answer) {
                answered(answer);
            }
        }
    }

    private void answered(Effect.Answer answer) {
        long start = cpuNanos();
        byte[] json = SwarmCodec.write(answer.plan());
        codecNanos += cpuNanos() - start;
        decisions += answer.plan().assignments().size();
        if (json.length == 0) {
            throw new IllegalStateException("an empty plan");
        }
        members.get((int) answer.ticket()).answered(answer.plan(), now);
    }
}
