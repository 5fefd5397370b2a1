package dev.patchwave.cache.core;

import dev.patchwave.release.ReleaseId;
import java.net.URI;

/** What happens to a cache's fills. */
public sealed interface FillEvent {
    /** The source ordered this release, with the manifest at {@code manifestUri}. */
    record Ordered(ReleaseId release, long sequence, URI manifestUri) implements FillEvent {}

    /** Found on disk at start: {@code full} when every segment is owned. */
    record Restored(ReleaseId release, long sequence, boolean full) implements FillEvent {}

    /** The manifest was verified and is on disk. */
    record ManifestKept(ReleaseId release) implements FillEvent {}

    /** The manifest could not be had this time. */
    record ManifestUnavailable(ReleaseId release, String reason) implements FillEvent {}

    /** The manifest is not to be trusted; asking again would not help. */
    record ManifestRefused(ReleaseId release, String reason) implements FillEvent {}

    /** The manifest is good, and there is no room for the release now; nothing of it was kept. */
    record NoRoom(ReleaseId release, String reason) implements FillEvent {}

    /** The release was let go for want of room; it is filled again when it is ordered again. */
    record Evicted(ReleaseId release) implements FillEvent {}

    /** Room was made: what waits for some may try. */
    record RoomMade() implements FillEvent {}

    /** Whether an open campaign, or the operator, wants the release here. */
    record Pinned(ReleaseId release, boolean pinned) implements FillEvent {}

    /** Every segment is owned. */
    record Filled(ReleaseId release) implements FillEvent {}

    /** {@link FillOrders#nextDeadline()} was reached. */
    record DeadlinePassed() implements FillEvent {}
}
