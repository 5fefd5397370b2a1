package dev.patchwave.store;

import java.io.IOException;
import java.nio.file.Path;

/** The disk has no room: nothing was half-kept. Tell the operator, or the sender (507), with {@link #getMessage()}. */
public final class StoreFull extends IOException {
    StoreFull(Path directory, long neededBytes, long freeBytes) {
        super("not enough room in " + directory + ": " + neededBytes + " bytes are needed, " + freeBytes + " are free");
    }

    StoreFull(Path directory) {
        super(directory + " holds " + ReleaseStore.MAX_RELEASES + " releases, which is the most; remove some");
    }

    StoreFull(Path directory, IOException cause) {
        super("no room left in " + directory + ": " + cause.getMessage(), cause);
    }
}
