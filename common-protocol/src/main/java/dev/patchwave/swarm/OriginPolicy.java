package dev.patchwave.swarm;

/**
 * How an origin uses its own uplink for its members.
 *
 * @param slots segments that it serves at once, 0 or more; see {@link ServingSlots#slotsFor}
 * @param pushes true when it sends its assignments by itself (the source to caches), false when members fetch them
 * @param sparesItself true when a member that holds a segment is sent for it before the origin is; false when the origin serves
 *     as long as it has free slots
 */
public record OriginPolicy(int slots, boolean pushes, boolean sparesItself) {
    public OriginPolicy {
        if (slots < 0) {
            throw new IllegalArgumentException("origin slots " + slots + ": must be 0 or more");
        }
    }
}
