package dev.patchwave.trust.follow;

/** Why a repository that is followed does not say what a manifest must be like. Expected: mirrors, network or repository are wrong. */
public final class NotVouched extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean denied;

    NotVouched(String message, boolean denied) {
        super(message);
        this.denied = denied;
    }

    /** Whether the repository was there, up to date, and vouches for no such release; else asking later, or others, may help. */
    public boolean isDenied() {
        return denied;
    }
}
