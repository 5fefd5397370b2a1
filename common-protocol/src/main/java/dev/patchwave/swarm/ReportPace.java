package dev.patchwave.swarm;

import java.time.Duration;

/** When a tracker wants to hear each member again, and how long it waits for that. With very many members all of it takes longer. */
final class ReportPace {
    /** There is more to hand out in a moment, which whoever has an uplink free should not miss. */
    private static final Duration WHILE_ORIGIN_FILLS = Duration.ofMillis(200);

    /** Each such report looks at all segments, so that it counts as several of the usual ones. */
    private static final int MEMBERS_WORTH = 3;

    private final TrackerLimits limits;
    private final OriginStore store;

    ReportPace(TrackerLimits limits, OriginStore store) {
        this.limits = limits;
        this.store = store;
    }

    /** @param seeder the member owns everything */
    Duration usual(boolean seeder, int members) {
        return limits.stretched(seeder ? limits.seederReportAfter() : limits.reportAfter(), members);
    }

    /** For one that was given nothing although it wanted more. */
    Duration unmet(int members) {
        var usual = usual(false, members);
        var soon = limits.stretched(WHILE_ORIGIN_FILLS, MEMBERS_WORTH * members);
        return store.whole().isFull() || soon.compareTo(usual) > 0 ? usual : soon;
    }

    /** For one whose answer was held back in vain, or is nobody's any more: it may ask again at once, unless there are very many. */
    Duration again(int members) {
        return limits.stretched(limits.dryAfter(), members).minus(limits.dryAfter());
    }

    /** A member that is not heard for so long is gone. */
    Duration silence(boolean seeder, int members) {
        var patience = seeder ? limits.seederSilence() : limits.leechSilence();
        return patience.plus(usual(seeder, members));
    }
}
