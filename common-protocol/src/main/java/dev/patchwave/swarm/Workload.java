package dev.patchwave.swarm;

import java.time.Duration;

/**
 * How much a swarm still has to move, and how long that takes at the pace of late: what its members lack, over all slots of those who
 * serve. An estimate, for deciding whether help from outside is worth its price.
 */
final class Workload {
    private static final int MEMORY_SEGMENTS = 64;
    private static final int AHEAD_MORE = 1;
    private static final int BEHIND_MORE = 4;

    private long lackingSegments;
    private long slots;
    private double usualMillis;

    /** A member's lack or slots changed by so much. */
    void change(long lacking, int servingSlots) {
        lackingSegments += lacking;
        slots += servingSlots;
    }

    /** A planned segment arrived so long after it was planned. */
    void delivered(Duration took) {
        double millis = took.toMillis();
        usualMillis = usualMillis == 0 ? millis : usualMillis + (millis - usualMillis) / MEMORY_SEGMENTS;
    }

    /** How long a planned segment takes lately; zero at first. */
    Duration usual() {
        return Duration.ofMillis(Math.round(usualMillis));
    }

    /** @param originSlots of the origin itself */
    Duration remaining(int originSlots) {
        return Duration.ofMillis(Math.round(usualMillis * lackingSegments / Math.max(1, slots + originSlots)));
    }

    /**
     * How many segments a member should be about to obtain at a time: as many as there are slots for each, and a little more. One that
     * lacks more than most gets more of them: who is served fast asks often, and would leave the slow ones behind.
     *
     * @param lacking segments that the member lacks
     * @param leeches members that lack any, itself among them
     */
    int share(int lacking, int leeches, int originSlots) {
        long even = Math.ceilDiv(slots + originSlots, Math.max(1, leeches));
        return (int) even + (isBehind(lacking, leeches) ? BEHIND_MORE : AHEAD_MORE);
    }

    /** Whether a member lacks fewer than most. */
    boolean isAhead(int lacking, int leeches) {
        return (lacking + 1L) * leeches < lackingSegments;
    }

    /** Whether a member lacks more than most. */
    boolean isBehind(int lacking, int leeches) {
        return (lacking - 1L) * leeches > lackingSegments;
    }
}
