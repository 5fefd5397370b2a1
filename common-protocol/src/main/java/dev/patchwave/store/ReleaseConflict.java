package dev.patchwave.store;

import dev.patchwave.release.ReleaseId;
import java.io.IOException;

/** A release of this name is stored already and is something else: a manifest never changes, a changed patch is a new release. */
public final class ReleaseConflict extends IOException {
    ReleaseConflict(ReleaseId release) {
        super("release " + release + " is stored already with another manifest");
    }
}
