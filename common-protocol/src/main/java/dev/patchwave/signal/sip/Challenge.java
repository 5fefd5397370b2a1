package dev.patchwave.signal.sip;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A challenge that we are about to answer (RFC 3261 22). A second one with another nonce is answered too, since a core may have raced
 * with itself or the nonce was stale; the same nonce again, or a fourth one, means that the password is wrong.
 *
 * @param count which one of the same request it is, 1 to 3
 * @param values those of {@code WWW-Authenticate} or {@code Proxy-Authenticate}
 * @param byProxy whether a proxy wants to know us
 */
record Challenge(int count, List<String> values, boolean byProxy) {
    private static final int LIMIT_COUNT = 3;

    Challenge {
        values = List.copyOf(values);
    }

    /** What to answer after {@code response}; empty when it is no challenge or answering again would not help. */
    static Optional<Challenge> of(SipResponse response, Optional<Challenge> before) {
        if (response.status() != 401 && response.status() != 407) {
            return Optional.empty();
        }
        boolean byProxy = response.status() == 407;
        List<String> values = response.headers().all(byProxy ? "Proxy-Authenticate" : "WWW-Authenticate");
        int count = before.map(Challenge::count).orElse(0) + 1;
        boolean same = before.filter(last -> last.values.equals(values)).isPresent();
        return values.isEmpty() || same || count > LIMIT_COUNT
                ? Optional.empty()
                : Optional.of(new Challenge(count, values, byProxy));
    }

    /**
     * The header that answers it; empty when there is no challenge among them that we understand.
     *
     * @throws IOException when the card that is to answer cannot
     */
    Optional<SipHeaders> answer(SipCredentials credentials, String method, String requestUri, String cnonce)
            throws IOException {
        Optional<String> answer = switch (credentials) {
            case DigestCredentials password -> DigestAnswer.to(values, password, method, requestUri, cnonce, 1);
            case AkaCredentials card -> AkaAnswer.to(values, card, method, requestUri, cnonce);
        };
        return answer.map(value -> SipHeaders.of(byProxy ? "Proxy-Authorization" : "Authorization", value));
    }
}
