package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;

/** Keeps the two indexes of who serves what in step with the members: the planner's, and the one that a 503 names others from. */
final class HolderLists {
    private final SwarmPlanner planner;
    private final Alternates alternates;
    private final int segmentCount;

    HolderLists(SwarmPlanner planner, int segmentCount) {
        this.planner = planner;
        this.segmentCount = segmentCount;
        this.alternates = new Alternates(segmentCount);
    }

    Alternates alternates() {
        return alternates;
    }

    /** From now on others may be sent to the member for {@code listed} and for nothing else. */
    void list(TrackedMember member, Bitfield listed) {
        listed.minus(member.listed).stream().forEach(segment -> {
            planner.holders(segment).add(member);
            member.uploader.ifPresent(up -> alternates.add(segment, up.holder()));
        });
        member.listed.minus(listed).stream().forEach(segment -> {
            planner.holders(segment).remove(member);
            alternates.remove(segment, member.id);
        });
        member.listed = listed;
    }

    void unlist(TrackedMember member) {
        list(member, Bitfield.empty(segmentCount));
    }

    /** The member is gone for good. */
    void left(TrackedMember member) {
        member.gone = true;
        member.listed.stream().forEach(segment -> {
            planner.holders(segment).left();
            alternates.remove(segment, member.id);
        });
    }
}
