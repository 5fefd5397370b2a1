package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a tracker makes of the faults that members report: who rests, who is forgotten for a segment, who is banned. */
final class Accusations {
    private final Uploader origin;
    private final Map<HolderId, TrackedMember> members;
    private final Beyond beyond;
    private final HolderLists lists;
    private final TrackerLimits limits;
    private final Bans bans;

    Accusations(
            Uploader origin,
            Map<HolderId, TrackedMember> members,
            Beyond beyond,
            HolderLists lists,
            TrackerLimits limits) {
        this.origin = origin;
        this.members = members;
        this.beyond = beyond;
        this.lists = lists;
        this.limits = limits;
        this.bans = new Bans(limits.maxBans());
    }

    boolean isBanned(HolderId holder) {
        return bans.contains(holder);
    }

    List<HolderId> banned() {
        return bans.inOrder();
    }

    /** Believes the accuser as far as it goes; {@code effects} gets who is banned from now on. */
    void hear(TrackedMember accuser, List<Fault> faults, Instant now, List<SwarmTracker.Effect> effects) {
        for (Fault fault : faults) {
            var holder = members.get(fault.holder());
            if (fault.holder().equals(origin.holder().id())) {
                blameOrigin(fault.reason(), now);
            } else if (holder != null) {
                blame(accuser, holder, fault, now, effects);
            } else {
                beyond.find(fault.holder()).ifPresent(up -> rest(up, fault.reason(), now));
            }
        }
    }

    private void blameOrigin(Fault.Reason reason, Instant now) {
        if (reason == Fault.Reason.BUSY) {
            origin.wasBusy(now);
        }
    }

    private void blame(
            TrackedMember accuser, TrackedMember holder, Fault fault, Instant now, List<SwarmTracker.Effect> effects) {
        boolean holds = holder.listed.contains(fault.segment());
        switch (fault.reason()) {
            case CORRUPT -> {
                if (accuser.accusations < limits.accusationsPerMember() && holds) {
                    accuser.accusations++;
                    ban(holder);
                    effects.add(new SwarmTracker.Effect.Banned(holder.id, accuser.id, fault.segment()));
                }
            }
            case UNREACHABLE, SLOW, BUSY -> holder.uploader.ifPresent(up -> rest(up, fault.reason(), now));
            case MISSING -> {
                if (holds) {
                    lists.list(holder, holder.listed.minus(Bitfield.of(holder.listed.size(), fault.segment())));
                }
            }
        }
    }

    private static void rest(Uploader uploader, Fault.Reason reason, Instant now) {
        if (reason == Fault.Reason.BUSY) {
            uploader.wasBusy(now);
        } else {
            uploader.failed(now);
        }
    }

    private void ban(TrackedMember holder) {
        lists.unlist(holder);
        holder.uploader.ifPresent(up -> up.slots(0));
        bans.add(holder.id);
    }

    /** The uploader of a member that may be planned as a holder. */
    Optional<Uploader> usable(TrackedMember member) {
        return isBanned(member.id) ? Optional.empty() : member.uploader;
    }
}
