package dev.patchwave.launcher.demo;

/** What a {@link Deployment} may have switched on, each without the other. */
public enum Safeguard {
    /** Programs speak HTTP by TLS only, and prove to each other who they are. */
    TLS,
    /** Nobody fetches without a token. */
    TOKENS,
    /** A repository vouches for releases, and everybody follows it. */
    TRUST
}
