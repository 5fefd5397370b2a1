package dev.patchwave.benchmarks.tracker;

import dev.patchwave.release.Bitfield;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The last minutes of a campaign of an hour, in which nearly everybody is there: members that are done report when they are told to,
 * newcomers at the pace of the campaign report each segment as they get it. That is the hour's worst: before it there were fewer.
 */
final class CampaignHour {
    private static final Duration HOUR = Duration.ofHours(1);
    /** A segment of 1 MiB at 40 Mbit/s. */
    private static final Duration SEGMENT = Duration.ofMillis(210);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    private record Step(Instant at, Member member, boolean stores) {}

    private final Swarm swarm;
    private final Duration betweenNewcomers;
    private final PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparing(Step::at)
            .thenComparingInt(step -> step.member().number()));
    private Instant nextNewcomer = Instant.EPOCH;

    /** @param members of the domain when the hour is over */
    CampaignHour(Swarm swarm, int members, Duration still) {
        this.swarm = swarm;
        this.betweenNewcomers = HOUR.dividedBy(members);
        int newcomers = Math.toIntExact(still.dividedBy(betweenNewcomers));
        for (int n = 0; n < members - newcomers; n++) {
            begin(swarm.join(Bitfield.full(swarm.segments)));
        }
        nextNewcomer = swarm.now();
    }

    /** Lets so much of the hour pass. */
    void run(Duration time) {
        var end = swarm.now().plus(time);
        while (true) {
            var step = steps.peek();
            var next = step == null || nextNewcomer.isBefore(step.at()) ? nextNewcomer : step.at();
            if (next.isAfter(end)) {
                swarm.advanceTo(end);
                return;
            }
            swarm.advanceTo(next);
            if (next.equals(nextNewcomer)) {
                nextNewcomer = nextNewcomer.plus(betweenNewcomers);
                begin(swarm.join(Bitfield.empty(swarm.segments)));
            } else {
                perform(steps.poll());
            }
        }
    }

    private void begin(Member member) {
        swarm.report(member);
        schedule(member);
    }

    private void perform(Step step) {
        var member = step.member();
        if (step.stores() && member.hasWork()) {
            member.store();
        }
        if (!member.isWaiting()) {
            swarm.report(member);
        }
        schedule(member);
    }

    private void schedule(Member member) {
        var now = swarm.now();
        if (member.hasWork()) {
            steps.add(new Step(now.plus(SEGMENT), member, true));
        } else {
            var told = member.isWaiting() ? now : member.nextReport();
            var soonest = now.plus(SHORTEST_PAUSE);
            steps.add(new Step(told.isAfter(soonest) ? told : soonest, member, false));
        }
    }
}
