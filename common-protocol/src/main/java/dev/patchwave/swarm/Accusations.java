package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a tracker makes of the faults that members report: who rests, who is forgotten for a segment, who is banned.
 *
 * <p>A member is believed at once, because most tell the truth and each bad holder costs time. But when others go on getting
 * segments from whom it accuses, its word is disproved: who was banned on it alone is free again, and after a few times, or once
 * when it said that bytes were wrong, nothing that it says counts any more. So liars cannot keep the honest from serving. Each member keeps clear of whom it
 * accuses by itself.
 */
final class Accusations {
    private static final int DISPROVED_OFTEN = 4;
    /** What came before an accusation may be reported as late as this after it. */
    private static final Duration REPORTS_CROSS = Duration.ofMillis(500);

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
        if (accuser.disproved >= DISPROVED_OFTEN) {
            return;
        }
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
                if (accuser.accusations < limits.accusationsPerMember()
                        && (holds || confirms(accuser, holder, fault))) {
                    accuser.accusations++;
                    ban(accuser, holder, fault.segment(), effects);
                }
            }
            case BUSY -> holder.uploader.ifPresent(up -> up.wasBusy(now));
            case UNREACHABLE, SLOW -> holder.uploader.ifPresent(up -> fails(up, accuser, now));
            case MISSING -> {
                if (holds) {
                    lists.list(holder, holder.listed.minus(Bitfield.of(holder.listed.size(), fault.segment())));
                }
            }
        }
    }

    private static void fails(Uploader uploader, TrackedMember accuser, Instant now) {
        if (uploader.failed(accuser.id, now)) {
            accuser.disproved = Math.max(0, accuser.disproved - 1); // Others say the same: it tells the truth.
        }
    }

    /** A planned segment came to {@code member}, as fast as segments come or later: who said that its holder gives none? */
    void delivered(TrackedMember member, Uploader from, boolean fast, Instant now, List<SwarmTracker.Effect> effects) {
        var holder = from.holder().id();
        bans.onTheWordOf(holder)
                .filter(accuser -> !accuser.equals(member.id))
                .ifPresent(accuser -> disbelieve(accuser, DISPROVED_OFTEN, effects));
        if (fast) {
            from.accusedBefore(now.minus(REPORTS_CROSS))
                    .filter(accuser -> !accuser.equals(member.id))
                    .ifPresent(accuser -> {
                        from.isBack();
                        disbelieve(accuser, 1, effects);
                    });
        }
    }

    private void disbelieve(HolderId liar, int times, List<SwarmTracker.Effect> effects) {
        var member = members.get(liar);
        if (member != null) {
            member.disproved += times;
        }
        if (member == null || member.disproved >= DISPROVED_OFTEN) {
            bans.disbelieve(liar).forEach(free -> effects.add(new SwarmTracker.Effect.Acquitted(free, liar)));
        }
    }

    private static void rest(Uploader uploader, Fault.Reason reason, Instant now) {
        if (reason == Fault.Reason.BUSY) {
            uploader.wasBusy(now);
        } else {
            uploader.failed(now);
        }
    }

    /** It was fetching from a holder that is banned already. */
    private boolean confirms(TrackedMember accuser, TrackedMember holder, Fault fault) {
        var grant = accuser.grants.get(fault.segment());
        return isBanned(holder.id)
                && grant != null
                && grant.from().holder().id().equals(holder.id);
    }

    private void ban(TrackedMember accuser, TrackedMember holder, int segment, List<SwarmTracker.Effect> effects) {
        if (!isBanned(holder.id)) {
            effects.add(new SwarmTracker.Effect.Banned(holder.id, accuser.id, segment));
        }
        lists.unlist(holder);
        holder.uploader.ifPresent(up -> up.slots(0));
        bans.add(holder.id, accuser.id);
    }

    /** The uploader of a member that may be planned as a holder. */
    Optional<Uploader> usable(TrackedMember member) {
        return isBanned(member.id) ? Optional.empty() : member.uploader;
    }
}
