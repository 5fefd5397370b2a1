package dev.patchwave.signal.sip;

import java.util.List;

/** What the server concludes from the credentials of a request. */
public sealed interface DigestVerdict {
    /** The sender knows the password of {@code username}; whether that user may do this is still to be asked. */
    record Accepted(String username) implements DigestVerdict {}

    /**
     * Answer 401 with these {@code WWW-Authenticate} values, best first.
     *
     * @param reason for the log: no credentials, old nonce, wrong password (an unknown user reads the same)
     */
    record Challenged(List<String> wwwAuthenticate, String reason) implements DigestVerdict {
        public Challenged {
            wwwAuthenticate = List.copyOf(wwwAuthenticate);
        }
    }

    /** Answer 400: the header cannot be read, and asking again would not help. */
    record Malformed(String problem) implements DigestVerdict {}
}
