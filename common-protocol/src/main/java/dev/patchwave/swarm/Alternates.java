package dev.patchwave.swarm;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Whom to name when the origin sheds a request: for each segment the members that got it last, for they are loaded least.
 *
 * <p>The tracker writes, any thread reads, neither holds the other up for longer than a glance: a 503 must not cost a turn in the tracker's mailbox.
 */
public final class Alternates {
    private static final int KEPT = 4;
    private final Holder[][] bySegment; // Newest first, null behind the last; null where there was none yet.

    Alternates(int segmentCount) {
        bySegment = new Holder[segmentCount][];
    }

    /** Members that hold the segment, best first, at most 4; empty for a segment that the release does not have. */
    public synchronized List<Holder> of(int segment) {
        boolean exists = segment >= 0 && segment < bySegment.length && bySegment[segment] != null;
        return exists ? Stream.of(bySegment[segment]).filter(Objects::nonNull).toList() : List.of();
    }

    synchronized void add(int segment, Holder holder) {
        if (bySegment[segment] == null) {
            bySegment[segment] = new Holder[KEPT];
        }
        var newest = bySegment[segment];
        int last = place(newest, holder.id());
        System.arraycopy(newest, 0, newest, 1, Math.min(last, KEPT - 1));
        newest[0] = holder;
    }

    synchronized void remove(int segment, HolderId holder) {
        var newest = bySegment[segment];
        int at = newest == null ? KEPT : place(newest, holder);
        if (at < KEPT) {
            System.arraycopy(newest, at + 1, newest, at, KEPT - 1 - at);
            newest[KEPT - 1] = null;
        }
    }

    /** Where the holder is; {@value #KEPT} when it is not there. */
    private static int place(Holder[] newest, HolderId holder) {
        int at = 0;
        while (at < KEPT && (newest[at] == null || !newest[at].id().equals(holder))) {
            at++;
        }
        return at;
    }
}
