package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What a tracker knows of one member. A member that left stays gone for ever; who comes back is a new one. */
final class TrackedMember {
    /** Who may have fallen silent first comes first. */
    static final Comparator<TrackedMember> BY_LOOK =
            Comparator.comparing((TrackedMember member) -> member.lookAt).thenComparing(member -> member.id);

    /** One segment that the member was told to obtain of {@code from}, whose slot it takes until {@link #endUpload}. */
    static final class Grant {
        private final Uploader from;
        private final boolean pushed;
        private final Instant since;
        private boolean expected;
        private boolean begun;
        private boolean charged = true;

        /** @param expected the segment is counted as a copy to come */
        Grant(Uploader from, boolean pushed, boolean expected, Instant now) {
            this.since = now;
            this.from = from;
            this.pushed = pushed;
            this.expected = expected;
            from.take();
        }

        Uploader from() {
            return from;
        }

        boolean pushed() {
            return pushed;
        }

        Instant since() {
            return since;
        }

        /** Some of it has arrived. */
        boolean isBegun() {
            return begun;
        }

        void begin() {
            begun = true;
        }

        /** The one who obtains it will serve it: true when that was not known, and the count is the caller's to raise. */
        boolean expectCopy() {
            boolean news = !expected && !begun;
            expected |= news;
            return news;
        }

        /** True once, when it was: the count is the caller's to lower. */
        boolean expectedCopyCame() {
            boolean was = expected;
            expected = false;
            return was;
        }

        void endUpload() {
            if (charged) {
                charged = false;
                from.release();
            }
        }
    }

    final HolderId id;
    final TreeMap<Integer, Grant> grants = new TreeMap<>();
    /** Grants that it was told to leave for others; they end with its next report. */
    final List<Grant> moved = new ArrayList<>();

    Bitfield owned;
    /** The segments for which others may be sent to it: all that it owns or has begun when it serves, else none. */
    Bitfield listed;
    /** Those of them that it has in part, and passes on as they come. */
    Bitfield relayed;

    Optional<Uploader> uploader = Optional.empty();
    Instant silentAt = Instant.MIN;
    /** When to look whether it fell silent: no later than {@link #silentAt}, which moves with each report. */
    Instant lookAt = Instant.MIN;

    int accusations;
    /** How often others got from a holder what it had said that one does not give. */
    int disproved;
    /** How the members below it fare. */
    Strain strain = Strain.IDLE;

    boolean gone;
    /** It serves and has a slot free. */
    boolean free;
    /** The same, and it holds something. */
    boolean givesFreely;
    /** The segments whose {@link FreeHolders} have it. */
    final BitSet freeFor = new BitSet();

    private int countedSlots;
    private Optional<Instant> unmetSince = Optional.empty();

    TrackedMember(HolderId id, int segmentCount) {
        this.id = id;
        this.owned = Bitfield.empty(segmentCount);
        this.listed = owned;
        this.relayed = owned;
    }

    /** The segments that it was told to obtain, rising; a copy, which stays as it is when grants end. */
    int[] grantedSegments() {
        int[] segments = new int[grants.size()];
        int at = 0;
        for (int segment : grants.keySet()) {
            segments[at++] = segment;
        }
        return segments;
    }

    /** The holders that it left are free again. */
    void endMoved() {
        moved.forEach(Grant::endUpload);
        moved.clear();
    }

    /** It asks for work. */
    void asks(Instant now) {
        unmetSince = unmetSince.or(() -> Optional.of(now));
    }

    /** It was given some. */
    void isMet() {
        unmetSince = Optional.empty();
    }

    /** It has been asking for so long and was given nothing. */
    boolean asksInVain(Duration patience, Instant now) {
        return unmetSince.filter(since -> !now.isBefore(since.plus(patience))).isPresent();
    }

    int lacking() {
        return owned.size() - owned.count();
    }

    /** It serves somewhere new. */
    void servesBy(Uploader newUploader, FreeUplinks uplinks) {
        endServing(uplinks);
        uploader = Optional.of(newUploader);
        newUploader.watch(free -> uplinks.keep(this, free));
    }

    /** Nobody is sent to it any more; those who were may still end. */
    void endServing(FreeUplinks uplinks) {
        uploader.ifPresent(old -> old.watch(free -> {}));
        uplinks.keep(this, false);
    }

    boolean serves() {
        return !gone && uploader.filter(up -> up.slots() > 0).isPresent();
    }

    /** How many slots it serves with. */
    private int slots() {
        return gone ? 0 : uploader.map(Uploader::slots).orElse(0);
    }

    /** Its slots now, less those at the last call. */
    int slotsGained() {
        int gained = slots() - countedSlots;
        countedSlots += gained;
        return gained;
    }

    /** Its slots as the last {@link #slotsGained} had them. */
    int countedSlots() {
        return countedSlots;
    }

    /** As others are sent to it. */
    Holder asHolder() {
        return uploader.orElseThrow().holder();
    }

    SwarmStatus.Member status() {
        return new SwarmStatus.Member(
                id,
                serves(),
                owned.count(),
                grants.size(),
                uploader.map(Uploader::load).orElse(0));
    }
}
