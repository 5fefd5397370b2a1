package dev.patchwave.store;

import java.io.IOException;
import java.nio.file.Path;

/** The disk has no room: nothing was half-kept. Tell the operator, or the sender (507), with {@link #getMessage()}. */
public final class StoreFull extends IOException {
    /** The quota, or the disk without its reserve, is too small for it. */
    StoreFull(Path directory, long neededBytes, StoreRoom room) {
        super("not enough room in " + directory + ": " + neededBytes + " bytes are needed, "
                + Math.max(0, room.capacityBytes() - room.usedBytes()) + " are free" + ofWhat(room));
    }

    private static String ofWhat(StoreRoom room) {
        boolean byQuota = room.capacityBytes() == room.limits().quotaBytes().orElse(-1);
        return byQuota ? " of a quota of " + room.capacityBytes() : " besides a reserve of " + room.reserveBytes();
    }

    StoreFull(Path directory) {
        super(directory + " holds " + ReleaseStore.MAX_RELEASES + " releases, which is the most; remove some");
    }

    StoreFull(Path directory, IOException cause) {
        super("no room left in " + directory + ": " + cause.getMessage(), cause);
    }
}
