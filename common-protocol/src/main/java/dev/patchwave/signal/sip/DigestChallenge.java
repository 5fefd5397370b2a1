package dev.patchwave.signal.sip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The server's side of digest authentication (RFC 3261 22, RFC 7616, RFC 8760): issues challenges, judges answers.
 *
 * <p>One challenge for each algorithm, best first. A nonce lives five minutes unless told otherwise, every count of it
 * is good once; a right digest over an old nonce is challenged again with stale=true, so that nobody is asked for a
 * password twice, also after a restart of ours. The digest-uri is hashed as sent and not compared with the
 * Request-URI, which proxies rewrite. Any thread.
 */
public final class DigestChallenge {
    public static final Duration DEFAULT_NONCE_LIFETIME = Duration.ofMinutes(5);
    private static final int KEY_BYTES = 32;
    private static final Pattern NONCE_COUNT = Pattern.compile("[0-9a-fA-F]{8}");

    private final String realm;
    private final List<DigestAlgorithm> algorithms;
    private final NonceMint nonces;

    /** SHA-256, then MD5; a fresh random key of this process; nonces of {@link #DEFAULT_NONCE_LIFETIME}. */
    public DigestChallenge(String realm) {
        this(realm, List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5));
    }

    /** These algorithms, at least one; a fresh random key of this process; nonces of {@link #DEFAULT_NONCE_LIFETIME}. */
    public DigestChallenge(String realm, List<DigestAlgorithm> algorithms) {
        this(realm, algorithms, randomKey(), DEFAULT_NONCE_LIFETIME);
    }

    /**
     * @param realm what the password is for, e.g. {@code op.example}
     * @param algorithms which to offer, at least one; they are offered best first
     * @param key seals the nonces, 16 bytes or more; whoever has it can forge nonces, but not digests
     */
    public DigestChallenge(String realm, List<DigestAlgorithm> algorithms, byte[] key, Duration nonceLifetime) {
        this(realm, algorithms, key, nonceLifetime, NonceMint.MAX_REMEMBERED_NONCES);
    }

    DigestChallenge(String realm, List<DigestAlgorithm> algorithms, byte[] key, Duration nonceLifetime, int maxNonces) {
        if (algorithms.isEmpty() || key.length < 16) {
            throw new IllegalArgumentException("at least one algorithm and a key of 16 bytes are needed");
        }
        this.realm = realm;
        this.algorithms = algorithms.stream().distinct().sorted().toList();
        this.nonces = new NonceMint(key, nonceLifetime, maxNonces);
    }

    public String realm() {
        return realm;
    }

    /** Fresh {@code WWW-Authenticate} values for a 401. */
    public List<String> challenges(Instant now) {
        return challenges(false, now);
    }

    /**
     * Judges a request.
     *
     * @param authorization the value of its {@code Authorization} header, empty when it has none
     * @param method of the request
     */
    public DigestVerdict verify(Optional<String> authorization, String method, PasswordLookup passwords, Instant now) {
        if (authorization.isEmpty()) {
            return challenged(false, "no credentials", now);
        }
        try {
            return verify(AuthParameters.parse(authorization.get()), method, passwords, now);
        } catch (IllegalArgumentException unreadable) {
            return new DigestVerdict.Malformed(unreadable.getMessage());
        }
    }

    private DigestVerdict verify(AuthParameters answer, String method, PasswordLookup passwords, Instant now) {
        if (!answer.isDigest() || !realm.equals(answer.require("realm"))) {
            return challenged(false, "credentials of another scheme or realm", now);
        }
        var algorithm = DigestAlgorithm.ofToken(answer.get("algorithm").orElse("MD5"));
        if (algorithm.isEmpty() || !algorithms.contains(algorithm.get())) {
            return challenged(false, "algorithm was not offered", now);
        }
        if (!"auth".equalsIgnoreCase(answer.get("qop").orElse(""))) {
            return challenged(false, "qop is not auth", now);
        }
        String username = answer.require("username");
        if (!isRight(answer, algorithm.get(), method, passwords.passwordOf(username))) {
            return challenged(false, "wrong username or password", now);
        }
        return switch (nonces.use(answer.require("nonce"), Long.parseLong(nonceCount(answer), 16), now)) {
            case FRESH -> new DigestVerdict.Accepted(username);
            case STALE -> challenged(true, "nonce is too old", now);
            case REPLAYED -> challenged(true, "nonce count was used before", now);
        };
    }

    /** Hashes for unknown users as well, so that the time taken does not tell who exists. */
    private boolean isRight(
            AuthParameters answer, DigestAlgorithm algorithm, String method, Optional<String> password) {
        String expected = algorithm.response(
                answer.require("username"),
                realm,
                password.orElse(""),
                answer.require("nonce"),
                nonceCount(answer),
                answer.require("cnonce"),
                method,
                answer.require("uri"));
        byte[] sent = answer.require("response").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), sent) && password.isPresent();
    }

    private static String nonceCount(AuthParameters answer) {
        String count = answer.require("nc");
        if (!NONCE_COUNT.matcher(count).matches()) {
            throw new IllegalArgumentException("digest parameter nc: expected eight hex digits");
        }
        return count;
    }

    private DigestVerdict challenged(boolean stale, String reason, Instant now) {
        return new DigestVerdict.Challenged(challenges(stale, now), reason);
    }

    private List<String> challenges(boolean stale, Instant now) {
        String nonce = nonces.issue(now);
        return algorithms.stream()
                .map(algorithm -> challenge(algorithm, nonce, stale))
                .toList();
    }

    private String challenge(DigestAlgorithm algorithm, String nonce, boolean stale) {
        var challenge = AuthParameters.digest()
                .quoted("realm", realm)
                .quoted("nonce", nonce)
                .token("algorithm", algorithm.token())
                .quoted("qop", "auth");
        return stale ? challenge.token("stale", "true").format() : challenge.format();
    }

    private static byte[] randomKey() {
        var key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
