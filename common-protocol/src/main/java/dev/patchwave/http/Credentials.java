package dev.patchwave.http;

import java.util.Optional;

/** What our requests about a release show to prove that they may be made (RFC 6750 2.1). Asked by many threads; must not wait. */
public interface Credentials {
    /** The token to show now; empty: ask without. */
    Optional<String> tokenFor(ReleaseRequest request);

    /** Somebody answered 401 to it, or to the lack of it. */
    void refused(ReleaseRequest request);

    /** Shows nothing. */
    static Credentials none() {
        return new Credentials() {
            @Override
            public Optional<String> tokenFor(ReleaseRequest request) {
                return Optional.empty();
            }

            @Override
            public void refused(ReleaseRequest request) {}
        };
    }
}
