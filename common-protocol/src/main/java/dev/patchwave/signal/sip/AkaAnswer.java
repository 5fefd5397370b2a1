package dev.patchwave.signal.sip;

import dev.patchwave.signal.aka.AkaModule;
import dev.patchwave.signal.aka.AkaOutcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The client's side of Digest AKA (RFC 3310, TS 24.229 5.1.1.5): the nonce is a challenge to the card, whose answer is a one-time
 * password. Answers AKAv1-MD5 with qop=auth or, since many cores offer none, without qop; what else there is is passed over.
 */
final class AkaAnswer {
    /** The word in the {@code algorithm} parameter. */
    static final String ALGORITHM = "AKAv1-MD5";

    private static final DigestAlgorithm HASH = DigestAlgorithm.MD5;
    private static final int CHALLENGE_BYTES = 2 * AkaModule.BLOCK_BYTES;
    private static final String COUNT = "00000001"; // A nonce is answered once: RES is good for one time.
    private static final byte[] NO_PASSWORD = {};

    /** What the network sent, and what of it goes to the card. */
    private static final class Challenge {
        private final AuthParameters parameters;
        private final byte[] rand;
        private final byte[] autn;

        private Challenge(AuthParameters parameters, byte[] bytes) {
            this.parameters = parameters;
            this.rand = Arrays.copyOf(bytes, AkaModule.BLOCK_BYTES);
            this.autn = Arrays.copyOfRange(bytes, AkaModule.BLOCK_BYTES, CHALLENGE_BYTES);
        }
    }

    private AkaAnswer() {}

    /**
     * The value of the {@code (Proxy-)Authorization} header; empty when there is no challenge that we can answer.
     *
     * <p>A challenge out of step is answered with {@code auts} and the digest of no password (RFC 3310 3.4), one that is not of our
     * network with an empty response (TS 24.229 5.1.1.5.3); either way the network's next one may be answered.
     *
     * @throws IOException when the card cannot answer
     */
    static Optional<String> to(
            List<String> authenticateValues, AkaCredentials credentials, String method, String uri, String cnonce)
            throws IOException {
        Optional<Challenge> challenge = authenticateValues.stream()
                .map(AkaAnswer::read)
                .flatMap(Optional::stream)
                .findFirst();
        if (challenge.isEmpty()) {
            return Optional.empty();
        }
        Challenge asked = challenge.get();
        AuthParameters answer = head(asked, credentials.username(), uri);
        String username = credentials.username();
        switch (credentials.module().authenticate(asked.rand, asked.autn)) {
            case AkaOutcome.Authentic proof -> prove(answer, asked, username, proof.res(), method, uri, cnonce);
            case AkaOutcome.OutOfStep step -> {
                prove(answer, asked, username, NO_PASSWORD, method, uri, cnonce);
                answer.quoted("auts", Base64.getEncoder().encodeToString(step.auts()));
            }
            case AkaOutcome.NotAuthentic() -> answer.quoted("response", "");
        }
        asked.parameters.get("opaque").ifPresent(opaque -> answer.quoted("opaque", opaque));
        return Optional.of(answer.format());
    }

    private static AuthParameters head(Challenge challenge, String username, String uri) {
        return AuthParameters.digest()
                .quoted("username", username)
                .quoted("realm", challenge.parameters.require("realm"))
                .quoted("nonce", challenge.parameters.require("nonce"))
                .quoted("uri", uri)
                .token("algorithm", ALGORITHM);
    }

    private static void prove(
            AuthParameters answer,
            Challenge challenge,
            String username,
            byte[] password,
            String method,
            String uri,
            String cnonce) {
        String nonce = challenge.parameters.require("nonce");
        String a1 = HASH.secretHash(username, challenge.parameters.require("realm"), password);
        String a2 = HASH.hash(method + ":" + uri);
        if (challenge.parameters.get("qop").isEmpty()) {
            answer.quoted("response", HASH.hash(String.join(":", a1, nonce, a2))); // RFC 2617 3.2.2.1.
            return;
        }
        answer.quoted("response", HASH.hash(String.join(":", a1, nonce, COUNT, cnonce, "auth", a2)))
                .quoted("cnonce", cnonce)
                .token("qop", "auth")
                .token("nc", COUNT);
    }

    private static Optional<Challenge> read(String authenticateValue) {
        try {
            var parameters = AuthParameters.parse(authenticateValue);
            boolean aka = parameters
                    .get("algorithm")
                    .filter(ALGORITHM::equalsIgnoreCase)
                    .isPresent();
            if (!parameters.isDigest() || !aka || !isAuth(parameters.get("qop"))) {
                return Optional.empty();
            }
            parameters.require("realm");
            return challenge(parameters);
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty(); // The next challenge may do.
        }
    }

    /** RAND, AUTN and perhaps data of the server's own, in base64 (RFC 3310 3.2). */
    private static Optional<Challenge> challenge(AuthParameters parameters) {
        String nonce = parameters.require("nonce").replaceFirst("=+$", ""); // The RFC's own example is padded wrongly.
        byte[] bytes = Base64.getDecoder().decode(nonce);
        return bytes.length < CHALLENGE_BYTES ? Optional.empty() : Optional.of(new Challenge(parameters, bytes));
    }

    private static boolean isAuth(Optional<String> qop) {
        return qop.isEmpty()
                || List.of(qop.get().toLowerCase(Locale.ROOT).split("[, \t]+")).contains("auth");
    }
}
