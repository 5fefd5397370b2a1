package dev.patchwave.swarm;

/**
 * How an origin uses its own uplink for its members, and others' beyond them.
 *
 * @param slots segments that it serves at once, 0 or more; see {@link ServingSlots#slotsFor}
 * @param pushes true when it sends its assignments by itself (the source to caches), false when members fetch them
 * @param sparesItself true when a member that holds a segment is sent for it before the origin is; false when the origin serves
 *     as long as it has free slots
 * @param crossingPercent of the segments that members may be sent for beyond the swarm, when its own uplinks hold it up; 0 to 100
 */
public record OriginPolicy(int slots, boolean pushes, boolean sparesItself, int crossingPercent) {
    public OriginPolicy {
        if (slots < 0 || crossingPercent < 0 || crossingPercent > 100) {
            throw new IllegalArgumentException("origin slots " + slots + ": must be 0 or more; crossing "
                    + crossingPercent + " %: must be 0 to 100");
        }
    }

    /** Whose members stay among themselves. */
    public OriginPolicy(int slots, boolean pushes, boolean sparesItself) {
        this(slots, pushes, sparesItself, 0);
    }

    /** The same, whose members may be sent beyond the swarm for a share of the segments. */
    public OriginPolicy crossing(int percent) {
        return new OriginPolicy(slots, pushes, sparesItself, percent);
    }
}
