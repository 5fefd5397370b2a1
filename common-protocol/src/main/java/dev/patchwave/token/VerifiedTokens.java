package dev.patchwave.token;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Tokens that were verified lately, so that not every request of a connection costs a signature. Any thread; the oldest are forgotten. */
final class VerifiedTokens {
    static final int MAX_TOKENS = 4_096;

    private final Map<String, TokenVerdict.Verified> tokens = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenVerdict.Verified> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    synchronized Optional<TokenVerdict.Verified> find(String token) {
        return Optional.ofNullable(tokens.get(token));
    }

    synchronized void keep(String token, TokenVerdict.Verified verified) {
        tokens.put(token, verified);
    }

    synchronized int size() {
        return tokens.size();
    }
}
