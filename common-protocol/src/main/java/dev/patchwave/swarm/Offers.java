package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.util.Optional;
import java.util.OptionalLong;

/** What the members of a tracker offer each other: where they serve, with how many slots, and which segments. */
final class Offers {
    private static final int OWN_MEMBERS_FIRST = 4; // Others get one slot of so many.

    private final Uploader origin;
    private final SwarmPlanner planner;
    private final HolderLists lists;
    private final Accusations accusations;
    private final Workload workload;

    Offers(Uploader origin, SwarmPlanner planner, HolderLists lists, Accusations accusations, Workload workload) {
        this.origin = origin;
        this.planner = planner;
        this.lists = lists;
        this.accusations = accusations;
        this.workload = workload;
    }

    /** It serves as far as it says so and is not banned; its slots follow its uplink. */
    void heard(TrackedMember member, Optional<Place> servesAt, OptionalLong uplinkBitsPerSecond) {
        if (servesAt.isEmpty() || accusations.isBanned(member.id)) {
            member.uploader.ifPresent(up -> up.slots(0));
        } else {
            if (!isAt(member, servesAt.get())) {
                lists.unlist(member);
                var holder = new Holder(member.id, memberKind(), servesAt.get());
                member.servesBy(Uploader.ofUnknownCapacity(holder), planner.uplinks());
            }
            var uploader = member.uploader.get();
            uplinkBitsPerSecond.ifPresentOrElse(bits -> uploader.slots(slots(member, bits)), uploader::guess);
        }
        workload.change(0, member.slotsGained());
    }

    /** A cache that has clients to serve keeps most of its uplink for them. */
    private int slots(TrackedMember member, long uplinkBitsPerSecond) {
        int all = ServingSlots.slotsFor(uplinkBitsPerSecond);
        boolean hasOwn = memberKind() == HolderKind.OTHER_CACHE && member.strain != Strain.IDLE;
        return hasOwn ? Math.max(1, all / OWN_MEMBERS_FIRST) : all;
    }

    /** It turned out that others reach it: what it was told to obtain are copies to come. */
    void reached(TrackedMember member, Place at, OptionalLong uplinkBitsPerSecond) {
        if (member.serves() && isAt(member, at)) {
            return;
        }
        heard(member, Optional.of(at), uplinkBitsPerSecond);
        if (member.serves()) {
            member.grants.forEach((segment, grant) -> {
                if (grant.expectCopy()) {
                    planner.holders(segment).expectCopy();
                }
            });
        }
        list(member, Bitfield.empty(member.owned.size())); // What it has begun comes with its next report.
    }

    /** If it serves, others may be sent to it for what it owns and what it has {@code begun}. */
    void list(TrackedMember member, Bitfield begun) {
        lists.list(member, member.serves() ? member.owned.union(begun) : Bitfield.empty(begun.size()));
    }

    private static boolean isAt(TrackedMember member, Place place) {
        return member.uploader.isPresent() && member.asHolder().isAt(place);
    }

    private HolderKind memberKind() {
        return origin.holder().kind() == HolderKind.SOURCE ? HolderKind.OTHER_CACHE : HolderKind.PEER;
    }
}
