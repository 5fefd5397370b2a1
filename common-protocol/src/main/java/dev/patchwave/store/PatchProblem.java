package dev.patchwave.store;

import java.io.IOException;
import java.nio.file.Path;

/** A file that cannot be published: the message names it and says why, in one line. */
public final class PatchProblem extends IOException {
    PatchProblem(Path file, String problem) {
        super(file + " " + problem);
    }

    PatchProblem(Path file, String problem, Throwable cause) {
        super(file + " " + problem, cause);
    }
}
