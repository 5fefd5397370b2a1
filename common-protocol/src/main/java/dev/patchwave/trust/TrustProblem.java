package dev.patchwave.trust;

/** Why a manifest is not believed. Expected: the other side, or its publisher, is wrong, never this program. */
public final class TrustProblem extends Exception {
    /** What kind of distrust, for counters and for choosing an HTTP status. */
    public enum Reason {
        /** Not the JSON that an envelope or manifest must be, or values out of range. */
        MALFORMED,
        /** Larger than the limits in {@link ManifestCodec}. */
        TOO_LARGE,
        /** No signature by a key that we trust. */
        UNKNOWN_KEY,
        /** A signature that names a trusted key, and is not that key's. */
        BAD_SIGNATURE,
        /** The sequence is not above that of every other release of the product, or the release exists and differs. */
        NOT_NEWER,
        /** The repository that this program follows vouches for another manifest, or for none. */
        NOT_VOUCHED,
        /** The release may not be installed over the version that runs. */
        NOT_FOR_US
    }

    private final Reason reason;

    /** For {@code reason}, which {@code message} tells a human. */
    public TrustProblem(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The same, brought about by {@code cause}. */
    public TrustProblem(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
