package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import java.util.Optional;

/** What our requests about a release show to prove that they may be made (RFC 6750 2.1). Asked by many threads; must not wait. */
public interface Credentials {
    /** The token to show now; empty: ask without. */
    Optional<String> tokenFor(ReleaseId release);

    /** Somebody answered 401 to it, or to the lack of it. */
    void refused(ReleaseId release);

    /** Shows nothing. */
    static Credentials none() {
        return new Credentials() {
            @Override
            public Optional<String> tokenFor(ReleaseId release) {
                return Optional.empty();
            }

            @Override
            public void refused(ReleaseId release) {}
        };
    }
}
