package dev.patchwave.swarm;

/** Keeps for each segment who holds it and has a slot free, in step with what members hold and how much of their uplinks is taken. */
final class FreeUplinks {
    private final SegmentHolders[] segments;
    private int holders;

    FreeUplinks(SegmentHolders[] segments) {
        this.segments = segments;
    }

    /** Whether anybody has a slot free, and something to give. */
    boolean areAny() {
        return holders > 0;
    }

    /** The member has a slot free from now on, or has none. */
    void keep(TrackedMember member, boolean free) {
        member.free = free;
        listed(member);
    }

    /** What it holds changed, or whether it has a slot free. */
    void listed(TrackedMember member) {
        boolean gives = member.free && !member.listed.isEmpty();
        if (gives != member.givesFreely) {
            member.givesFreely = gives;
            holders += gives ? 1 : -1;
        }
        if (gives) {
            for (int segment = member.listed.next(0); segment >= 0; segment = member.listed.next(segment + 1)) {
                segments[segment].free().add(member);
            }
        }
    }
}
