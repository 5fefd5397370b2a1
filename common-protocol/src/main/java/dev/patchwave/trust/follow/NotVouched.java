package dev.patchwave.trust.follow;

import java.io.IOException;
import java.util.Optional;

/** Why a repository that is followed does not say what a manifest must be like. Expected: mirrors, network or repository are wrong. */
public final class NotVouched extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean denied;

    NotVouched(String message, boolean denied) {
        this(message, denied, Optional.empty());
    }

    /** @param noRoom our own full or read-only disk, where that is why */
    NotVouched(String message, boolean denied, Optional<IOException> noRoom) {
        super(message, noRoom.orElse(null));
        this.denied = denied;
    }

    /** Whether our own disk took nothing of the answer, so that it helps to wait for room. */
    public boolean isForWantOfRoom() {
        return getCause() != null;
    }

    /** Whether the repository was there, up to date, and vouches for no such release; else asking later, or others, may help. */
    public boolean isDenied() {
        return denied;
    }
}
