package dev.patchwave.trust.tuf;

/** Why an update does not go on. Expected: the repository, a mirror or the network is wrong, never this program. */
public final class TufProblem extends Exception {
    /** What kind of distrust, for counters and reports. */
    public enum Reason {
        /** Not the JSON that the role must be, or values out of range. */
        MALFORMED,
        /** Fewer signatures by the role's keys than its threshold. */
        UNSIGNED,
        /** An older version than one that was trusted before. */
        ROLLBACK,
        /** Another version than the one that was asked for. */
        WRONG_VERSION,
        /** Past its expiry at the start of the update: perhaps a freeze. */
        EXPIRED,
        /** Longer or shorter than signed, longer than any file may be, or another digest: perhaps endless data or mix-and-match. */
        WRONG_CONTENT,
        /** A file that the metadata promises is not there. */
        MISSING,
        /** No trusted role says anything about the target. */
        NO_SUCH_TARGET
    }

    private final Reason reason;

    /** For {@code reason}, which {@code message} tells a human. */
    public TufProblem(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The same, brought about by {@code cause}. */
    public TufProblem(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
