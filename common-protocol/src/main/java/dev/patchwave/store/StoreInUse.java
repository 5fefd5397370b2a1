package dev.patchwave.store;

import java.io.IOException;
import java.nio.file.Path;

/** Another process, or another part of this one, has this store open. */
public final class StoreInUse extends IOException {
    StoreInUse(Path directory) {
        super(directory + " is in use by another process; each program needs a directory of its own");
    }

    StoreInUse(Path directory, Throwable cause) {
        this(directory);
        initCause(cause);
    }
}
