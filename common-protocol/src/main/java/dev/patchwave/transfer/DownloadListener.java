package dev.patchwave.transfer;

import dev.patchwave.swarm.Holder;
import dev.patchwave.swarm.SwarmPlan;

/** Told how one release's download goes, by several threads: must not wait long. */
public interface DownloadListener {
    /** A segment is verified, durable and owned. */
    void owned(int segment);

    /** The first chunks of a segment are verified: they can be served while the rest is on its way. May be told again. */
    default void begun(int segment) {}

    /** A whole segment was fetched although another fetch had stored it: bytes wasted, nothing lost. */
    default void fetchedAgain(int segment) {}

    /** The origin answered a report. */
    void planned(SwarmPlan plan);

    /** Every segment is owned. Once, also when that was so from the start. */
    void finished();

    /** A holder sent a wrong segment and is not used any more. */
    void banned(Holder holder);

    /** Our own disk refused bytes; the download goes on trying. {@code passing}: it is full, read-only or busy, and waiting helps. */
    void diskFailed(String reason, boolean passing);
}
