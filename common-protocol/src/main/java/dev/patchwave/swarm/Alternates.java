package dev.patchwave.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Whom to name when the origin sheds a request: for each segment the members that got it last, for they are loaded least.
 *
 * <p>The tracker writes, any thread reads without waiting: a 503 must not cost a turn in the tracker's mailbox.
 */
public final class Alternates {
    private static final int KEPT = 4;
    private final AtomicReferenceArray<List<Holder>> bySegment;

    Alternates(int segmentCount) {
        bySegment = new AtomicReferenceArray<>(segmentCount);
    }

    /** Members that hold the segment, best first, at most 4; empty for a segment that the release does not have. */
    public List<Holder> of(int segment) {
        if (segment < 0 || segment >= bySegment.length()) {
            return List.of();
        }
        var holders = bySegment.get(segment);
        return holders == null ? List.of() : holders;
    }

    void add(int segment, Holder holder) {
        var newest = new ArrayList<Holder>(KEPT);
        newest.add(holder);
        of(segment).stream()
                .filter(other -> !other.id().equals(holder.id()))
                .limit(KEPT - 1)
                .forEach(newest::add);
        bySegment.set(segment, List.copyOf(newest));
    }

    void remove(int segment, HolderId holder) {
        bySegment.set(
                segment,
                of(segment).stream().filter(other -> !other.id().equals(holder)).toList());
    }
}
