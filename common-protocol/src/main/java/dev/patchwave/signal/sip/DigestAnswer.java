package dev.patchwave.signal.sip;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The client's side of digest authentication (RFC 3261 22, RFC 7616, RFC 8760): picks one challenge and answers it.
 *
 * <p>Answers qop=auth only; a challenge without it, of another scheme, of an unknown algorithm or that cannot be read
 * is passed over (RFC 8760 2.4). Stateless; any thread.
 */
public final class DigestAnswer {
    private record Challenge(DigestAlgorithm algorithm, AuthParameters parameters) {}

    private DigestAnswer() {}

    /**
     * The value of the {@code (Proxy-)Authorization} header that answers the best of the challenges.
     *
     * @param authenticateValues every {@code WWW-Authenticate} (or {@code Proxy-Authenticate}) value of the 401 (407)
     * @param method of the request that is sent again, e.g. {@code REGISTER}
     * @param uri the Request-URI of that request
     * @param cnonce fresh unguessable text of letters and digits
     * @param nonceCount how many requests, with this one, carry that nonce: 1 or more
     * @return empty when there is no challenge that we can answer: the request has failed
     */
    public static Optional<String> to(
            List<String> authenticateValues,
            DigestCredentials credentials,
            String method,
            String uri,
            String cnonce,
            int nonceCount) {
        if (nonceCount < 1) {
            throw new IllegalArgumentException("nonce count " + nonceCount + ": must be 1 or more");
        }
        return best(authenticateValues)
                .map(challenge -> answer(challenge, credentials, method, uri, cnonce, nonceCount));
    }

    /** Whether the best challenge says that only the nonce was too old: trying again with the same password makes sense. */
    public static boolean isStale(List<String> authenticateValues) {
        return best(authenticateValues)
                .flatMap(challenge -> challenge.parameters().get("stale"))
                .filter("true"::equalsIgnoreCase)
                .isPresent();
    }

    private static Optional<Challenge> best(List<String> authenticateValues) {
        var understood = new ArrayList<Challenge>();
        for (String value : authenticateValues) {
            read(value).ifPresent(understood::add);
        }
        return understood.stream().min(Comparator.comparing(Challenge::algorithm));
    }

    private static Optional<Challenge> read(String authenticateValue) {
        try {
            var parameters = AuthParameters.parse(authenticateValue);
            if (!parameters.isDigest() || !offersAuth(parameters)) {
                return Optional.empty();
            }
            parameters.require("realm");
            parameters.require("nonce");
            return DigestAlgorithm.ofToken(parameters.get("algorithm").orElse("MD5"))
                    .map(algorithm -> new Challenge(algorithm, parameters));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty(); // The next challenge may do; without any the caller sees an empty answer.
        }
    }

    private static boolean offersAuth(AuthParameters parameters) {
        String offered = parameters.get("qop").orElse("").toLowerCase(Locale.ROOT);
        return List.of(offered.split("[, \t]+")).contains("auth");
    }

    private static String answer(
            Challenge challenge,
            DigestCredentials credentials,
            String method,
            String uri,
            String cnonce,
            int nonceCount) {
        String realm = challenge.parameters().require("realm");
        String nonce = challenge.parameters().require("nonce");
        String count = String.format(Locale.ROOT, "%08x", nonceCount);
        String response = challenge
                .algorithm()
                .response(credentials.username(), realm, credentials.password(), nonce, count, cnonce, method, uri);
        var answer = AuthParameters.digest()
                .quoted("username", credentials.username())
                .quoted("realm", realm)
                .quoted("nonce", nonce)
                .quoted("uri", uri)
                .quoted("response", response)
                .token("algorithm", challenge.algorithm().token())
                .quoted("cnonce", cnonce)
                .token("qop", "auth")
                .token("nc", count);
        challenge.parameters().get("opaque").ifPresent(opaque -> answer.quoted("opaque", opaque));
        return answer.format();
    }
}
