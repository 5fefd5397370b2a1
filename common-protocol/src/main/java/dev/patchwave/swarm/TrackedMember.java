package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeMap;

/** What a tracker knows of one member. A member that left stays gone for ever; who comes back is a new one. */
final class TrackedMember {
    /** Who falls silent first comes first. */
    static final Comparator<TrackedMember> BY_SILENCE =
            Comparator.comparing((TrackedMember member) -> member.silentAt).thenComparing(member -> member.id);

    /** One segment that the member was told to obtain of {@code from}, whose slot it takes until {@link #endUpload}. */
    static final class Grant {
        private final Uploader from;
        private final boolean pushed;
        private boolean expected;
        private boolean charged = true;

        /** @param expected the segment is counted as a copy to come */
        Grant(Uploader from, boolean pushed, boolean expected) {
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
    Bitfield owned;
    /** The segments for which others may be sent to it: all that it owns or has begun when it serves, else none. */
    Bitfield listed;

    Optional<Uploader> uploader = Optional.empty();
    Instant silentAt = Instant.MIN;
    int accusations;
    boolean gone;

    TrackedMember(HolderId id, int segmentCount) {
        this.id = id;
        this.owned = Bitfield.empty(segmentCount);
        this.listed = owned;
    }

    boolean serves() {
        return !gone && uploader.filter(up -> up.slots() > 0).isPresent();
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
