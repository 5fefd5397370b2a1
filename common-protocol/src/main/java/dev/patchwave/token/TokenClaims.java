package dev.patchwave.token;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a token says (RFC 7519 4.1): who may do what with which release, where and until when.
 *
 * @param issuer the service identity of the source
 * @param subject a device's {@link TokenSubject}, or a cache's holder id; never an IMS identity
 * @param rank what it may do
 * @param domains where it opens doors, its own first; {@value #EVERYWHERE} is every domain; at most {@value #MAX_DOMAINS}
 * @param release the one that it is good for
 * @param from whole seconds, as {@code until}
 */
public record TokenClaims(
        String issuer,
        String subject,
        Rank rank,
        List<String> domains,
        ReleaseId release,
        Instant from,
        Instant until) {
    /** Every domain. */
    public static final String EVERYWHERE = "*";

    public static final int MAX_DOMAINS = 16;
    private static final int MAX_CHARS = 300;

    /** What the bearer may do; a higher one may do all that a lower one may. */
    public enum Rank {
        /** Fetch, take part in a domain's swarm, resume. */
        FETCH("fetch"),
        /** Take part in the swarm of the caches as well. */
        CACHE("cache"),
        /** Push segments to caches. */
        PUSH("push");

        private final String word;

        Rank(String word) {
            this.word = word;
        }

        /** Value of the claim {@code scope} (RFC 8693 4.2). */
        public String word() {
            return word;
        }

        static Optional<Rank> of(String word) {
            return List.of(values()).stream()
                    .filter(rank -> rank.word.equals(word))
                    .findFirst();
        }
    }

    public TokenClaims {
        domains = List.copyOf(domains);
        require(!issuer.isEmpty() && issuer.length() <= MAX_CHARS, "issuer");
        require(!subject.isEmpty() && subject.length() <= MAX_CHARS, "subject");
        require(!domains.isEmpty() && domains.size() <= MAX_DOMAINS, "domains");
        require(from.isBefore(until), "times");
    }

    /** Whether it is good in {@code domain}. */
    public boolean opens(String domain) {
        return domains.contains(domain) || domains.contains(EVERYWHERE);
    }

    /** Whether it is for the member of that name: a cache's tokens have its name as subject, a device's what comes of it. */
    public boolean isOf(HolderId member) {
        return subject.equals(member.value()) || subject.equals(TokenSubject.of(member, release));
    }

    /** Why it is not good at {@code now}; empty when it is. */
    public Optional<String> untimely(Instant now, Duration clockSkew) {
        if (!now.isBefore(until.plus(clockSkew))) {
            return Optional.of("the token has expired");
        }
        return now.isBefore(from.minus(clockSkew)) ? Optional.of("the token is not valid yet") : Optional.empty();
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what + " of a token: out of range");
        }
    }
}
