package dev.patchwave.benchmarks.tracker;

import dev.patchwave.release.Bitfield;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Everybody at once, and as fast as the tracker can: each member owns another half of the segments, and one after the other has got
 * what it was told to and asks for more. So nearly every report is answered by decisions, and each decision has many to choose from.
 */
final class FlashCrowd {
    /** Of virtual time: the budget of reports of a swarm. */
    private static final Duration BETWEEN_REPORTS = Duration.ofNanos(200_000);

    private final Swarm swarm;
    private final List<Member> order;
    private int next;

    FlashCrowd(Swarm swarm, int members, long seed) {
        this.swarm = swarm;
        var random = new Random(seed);
        for (int n = 0; n < members; n++) {
            var half = random.ints(0, swarm.segments).limit(swarm.segments / 2).toArray();
            swarm.report(swarm.join(Bitfield.of(swarm.segments, half)));
            swarm.advance(BETWEEN_REPORTS);
        }
        order = new ArrayList<>(swarm.members);
    }

    void run(int reports) {
        for (int n = 0; n < reports; n++) {
            var member = order.get(next);
            next = (next + 1) % order.size();
            if (!member.isWaiting()) {
                member.storeAll();
                swarm.report(member);
            }
            swarm.advance(BETWEEN_REPORTS);
        }
    }
}
