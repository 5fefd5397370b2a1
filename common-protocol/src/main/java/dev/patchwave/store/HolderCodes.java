package dev.patchwave.store;

import dev.patchwave.swarm.HolderKind;
import java.util.Optional;

/** The numbers that stand for holder kinds on disk; they never change, unlike the order of the enum. */
final class HolderCodes {
    /** A segment that came from no holder: imported from a file, or found on disk when the journal was lost. */
    static final int ADOPTED = 0;

    private HolderCodes() {}

    /** 1 to 4. */
    static int codeOf(HolderKind kind) {
        return switch (kind) {
            case PEER -> 1;
            case OWN_CACHE -> 2;
            case OTHER_CACHE -> 3;
            case SOURCE -> 4;
        };
    }

    static int codeOf(Optional<HolderKind> kind) {
        return kind.map(HolderCodes::codeOf).orElse(ADOPTED);
    }

    static boolean isKnown(int code) {
        return code >= ADOPTED && code <= HolderKind.values().length;
    }

    static Optional<HolderKind> kindOf(int code) {
        for (var kind : HolderKind.values()) {
            if (codeOf(kind) == code) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
