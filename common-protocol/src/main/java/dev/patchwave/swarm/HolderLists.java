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
        relays(member, listed.minus(member.owned));
        if (listed.equals(member.listed)) {
            return;
        }
        var more = listed.minus(member.listed);
        for (int segment = more.next(0); segment >= 0; segment = more.next(segment + 1)) {
            planner.holders(segment).add(member);
            if (member.uploader.isPresent()) {
                alternates.add(segment, member.asHolder());
            }
        }
        var less = member.listed.minus(listed);
        for (int segment = less.next(0); segment >= 0; segment = less.next(segment + 1)) {
            planner.holders(segment).remove(member);
            alternates.remove(segment, member.id);
        }
        member.listed = listed;
        planner.uplinks().listed(member);
    }

    /** What it passes on as it comes. */
    private void relays(TrackedMember member, Bitfield relayed) {
        if (!relayed.equals(member.relayed)) {
            relayed.minus(member.relayed).stream().forEach(segment -> planner.relays(segment, 1));
            member.relayed.minus(relayed).stream().forEach(segment -> planner.relays(segment, -1));
            member.relayed = relayed;
        }
    }

    void unlist(TrackedMember member) {
        list(member, Bitfield.empty(segmentCount));
    }

    /** The member is gone for good. */
    void left(TrackedMember member) {
        member.gone = true;
        member.endServing(planner.uplinks());
        relays(member, Bitfield.empty(segmentCount));
        member.listed.stream().forEach(segment -> {
            planner.holders(segment).left();
            alternates.remove(segment, member.id);
        });
    }
}
