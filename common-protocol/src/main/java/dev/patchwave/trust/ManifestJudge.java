package dev.patchwave.trust;

/** Knows what one release's manifest must be like to be believed. Any thread; no I/O. */
@FunctionalInterface
public interface ManifestJudge {
    /** Reads and verifies an envelope. @throws TrustProblem when it is not to be believed; nothing of it may be used then */
    SignedManifest verify(byte[] envelope) throws TrustProblem;

    /** Looks at what runs now. @throws TrustProblem NOT_FOR_US when the release may not be installed over {@code installedVersion} */
    default void requireMayFollow(String installedVersion) throws TrustProblem {}
}
