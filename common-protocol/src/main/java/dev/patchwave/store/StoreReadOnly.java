package dev.patchwave.store;

import java.io.IOException;
import java.nio.file.Path;

/** The disk takes no writes: mounted read-only, or a directory without permission. What is owned can still be read and served. */
public final class StoreReadOnly extends IOException {
    StoreReadOnly(Path directory, IOException cause) {
        super(directory + " cannot be written: " + cause.getMessage(), cause);
    }
}
