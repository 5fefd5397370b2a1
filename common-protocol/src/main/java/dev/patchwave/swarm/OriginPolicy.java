package dev.patchwave.swarm;

/**
 * How an origin uses its own uplink for its members, and others' beyond them.
 *
 * @param slots segments that it serves at once, 0 or more; see {@link ServingSlots#slotsFor}
 * @param pushes true when it sends its assignments by itself (the source to caches), false when members fetch them
 * @param sparesItself true when it leaves a segment to the members that hold it or are about to, as long as they serve and who asks is not
 *     kept waiting for long; false when the origin serves as long as it has free slots
 * @param crossingPercent of the segments that members may be sent for beyond the swarm, when its own uplinks hold it up; 0 to 100
 * @param sparesSource true when they are sent to other domains' caches only for those, and to the source when no such cache is left
 */
public record OriginPolicy(int slots, boolean pushes, boolean sparesItself, int crossingPercent, boolean sparesSource) {
    public OriginPolicy {
        if (slots < 0 || crossingPercent < 0 || crossingPercent > 100) {
            throw new IllegalArgumentException("origin slots " + slots + ": must be 0 or more; crossing "
                    + crossingPercent + " %: must be 0 to 100");
        }
    }

    /** Whose members stay among themselves. */
    public OriginPolicy(int slots, boolean pushes, boolean sparesItself) {
        this(slots, pushes, sparesItself, 0, false);
    }

    /** The same, whose members may be sent beyond the swarm for a share of the segments. */
    public OriginPolicy crossing(int percent) {
        return new OriginPolicy(slots, pushes, sparesItself, percent, sparesSource);
    }

    /** The same, with the source left alone, or not, while there are other caches. */
    public OriginPolicy sparingSource(boolean spared) {
        return new OriginPolicy(slots, pushes, sparesItself, crossingPercent, spared);
    }
}
