package dev.patchwave.swarm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Whom to name when the origin sheds a request: for each segment the members that got it last, for they are loaded least.
 *
 * <p>The tracker writes, any thread reads, neither holds the other up for longer than a glance: a 503 must not cost a turn in the tracker's mailbox.
 */
public final class Alternates {
    private static final int KEPT = 4;
    private final List<List<Holder>> bySegment;

    Alternates(int segmentCount) {
        bySegment = new ArrayList<>(Collections.nCopies(segmentCount, List.of()));
    }

    /** Members that hold the segment, best first, at most 4; empty for a segment that the release does not have. */
    public synchronized List<Holder> of(int segment) {
        boolean exists = segment >= 0 && segment < bySegment.size();
        return exists ? bySegment.get(segment) : List.of();
    }

    synchronized void add(int segment, Holder holder) {
        var newest = new ArrayList<Holder>(KEPT);
        newest.add(holder);
        of(segment).stream()
                .filter(other -> !other.id().equals(holder.id()))
                .limit(KEPT - 1)
                .forEach(newest::add);
        bySegment.set(segment, List.copyOf(newest));
    }

    synchronized void remove(int segment, HolderId holder) {
        bySegment.set(
                segment,
                of(segment).stream().filter(other -> !other.id().equals(holder)).toList());
    }
}
