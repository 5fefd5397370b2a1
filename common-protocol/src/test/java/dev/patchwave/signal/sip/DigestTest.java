package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestTest {
    private static final Instant T0 = Instant.parse("2026-03-01T10:00:00Z");
    private static final DigestCredentials ALICE = new DigestCredentials("alice@op.example", "wonder\"land");
    private static final PasswordLookup PASSWORDS =
            username -> username.equals(ALICE.username()) ? Optional.of(ALICE.password()) : Optional.empty();
    private static final byte[] KEY = new byte[32];

    private static final String RFC7616_CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    private final DigestChallenge server = new DigestChallenge(
            "op.example", List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256), KEY, Duration.ofMinutes(5), 3);

    @Test
    void answersTheExamplesOfRfc7616() {
        assertEquals("8ca523f5e9506fed4657c9700eebdbec", rfc7616Response("MD5"));
        assertEquals("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1", rfc7616Response("SHA-256"));
    }

    private static String rfc7616Response(String algorithm) {
        String answer = DigestAnswer.to(
                        List.of("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm
                                + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\""
                                + ", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""),
                        new DigestCredentials("Mufasa", "Circle of Life"),
                        "GET",
                        "/dir/index.html",
                        RFC7616_CNONCE,
                        1)
                .orElseThrow();
        var parameters = AuthParameters.parse(answer);
        assertEquals("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS", parameters.require("opaque"));
        return parameters.require("response");
    }

    /** The values of RFC 7616 3.9.2; its printed response is of another hash, so this one is of Python's hashlib. */
    @Test
    void agreesWithAnotherImplementationOfSha512256() {
        String response = DigestAlgorithm.SHA_512_256.response(
                "J\u00e4s\u00f8n Doe",
                "api@example.org",
                "Secret, or not?",
                "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK",
                "00000001",
                "NTg6RKcb9boFIAS3KrFK9BGeh+niz/sm",
                "GET",
                "/doe.json");
        assertEquals("7a4e1192babbba02e91182d2895bfdbf7adafc6e48d4e517ca301974843d840c", response);
    }

    @Test
    void answersTheExampleOfRfc2617() {
        String answer = DigestAnswer.to(
                        List.of("Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\","
                                + " nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\""),
                        new DigestCredentials("Mufasa", "Circle Of Life"),
                        "GET",
                        "/dir/index.html",
                        "0a4f113b",
                        1)
                .orElseThrow();
        assertTrue(answer.contains("response=\"6629fae49393a05397450978507c4ef1\""), answer);
    }

    @Test
    void theServerOffersSha256FirstAndTheClientTakesIt() {
        var challenges = server.challenges(T0);

        assertTrue(challenges.get(0).contains("algorithm=SHA-256"), challenges.toString());
        assertTrue(challenges.get(1).contains("algorithm=MD5"), challenges.toString());
        assertTrue(answer(challenges.reversed(), 1).contains("algorithm=SHA-256"));
    }

    @ParameterizedTest
    @EnumSource(DigestAlgorithm.class)
    void whoKnowsThePasswordIsAccepted(DigestAlgorithm algorithm) {
        var challenge = new DigestChallenge("op.example", List.of(algorithm), KEY, Duration.ofMinutes(5));

        var verdict = verify(challenge, answer(challenge.challenges(T0), 1), T0);

        assertEquals(new DigestVerdict.Accepted(ALICE.username()), verdict);
    }

    @Test
    void aWrongPasswordIsChallengedAndNotCalledStale() {
        String answer = DigestAnswer.to(
                        server.challenges(T0),
                        new DigestCredentials(ALICE.username(), "x"),
                        "REGISTER",
                        "sip:a",
                        "c",
                        1)
                .orElseThrow();

        var verdict = assertInstanceOf(DigestVerdict.Challenged.class, verify(server, answer, T0));

        assertEquals("wrong username or password", verdict.reason());
        assertFalse(DigestAnswer.isStale(verdict.wwwAuthenticate()));
    }

    @Test
    void anAnswerForAnotherMethodIsRefused() {
        var verdict = server.verify(Optional.of(answer(server.challenges(T0), 1)), "MESSAGE", PASSWORDS, T0);

        assertInstanceOf(DigestVerdict.Challenged.class, verdict);
    }

    @Test
    void theSameCountIsGoodOnceButReorderedCountsPass() {
        var challenges = server.challenges(T0);

        assertInstanceOf(DigestVerdict.Accepted.class, verify(server, answer(challenges, 1), T0));
        assertInstanceOf(DigestVerdict.Accepted.class, verify(server, answer(challenges, 3), T0));
        assertInstanceOf(DigestVerdict.Accepted.class, verify(server, answer(challenges, 2), T0));
        assertInstanceOf(DigestVerdict.Accepted.class, verify(server, answer(challenges, 500), T0));
        for (int replayed : List.of(1, 2, 3, 500)) {
            assertInstanceOf(DigestVerdict.Challenged.class, verify(server, answer(challenges, replayed), T0));
        }
    }

    @Test
    void anOldNonceOrOneOfAnEarlierProcessIsStaleNotWrong() {
        var ours = server.challenges(T0);
        var earlier = new DigestChallenge("op.example").challenges(T0);

        for (var challenges : List.of(ours, earlier)) {
            var verdict = assertInstanceOf(
                    DigestVerdict.Challenged.class,
                    verify(server, answer(challenges, 1), T0.plus(Duration.ofMinutes(6))));
            assertTrue(DigestAnswer.isStale(verdict.wwwAuthenticate()), verdict.toString());
        }
    }

    @Test
    void forgettingANonceNeverLetsAReplayThrough() {
        String first = answer(server.challenges(T0), 1);
        verify(server, first, T0);
        for (int i = 1; i <= 3; i++) { // The server of this test remembers three.
            var later = T0.plusSeconds(i);
            assertInstanceOf(DigestVerdict.Accepted.class, verify(server, answer(server.challenges(later), 1), later));
        }

        assertInstanceOf(DigestVerdict.Challenged.class, verify(server, first, T0.plusSeconds(4)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Digest",
                "Digest ,",
                "Digest realm=\"op.example",
                "Digest realm=\"op.example\"",
                "Digest realm=\"op.example\" nonce=\"x\"",
                "Digest realm=\"op.example\", realm=\"op.example\"",
                "Digest realm=\"op.example\", username=",
                "Digest realm=\"op.example\", username=a\"b",
                "Digest realm=\"op.\u0000example\"",
                "Digest realm=\"op.example\\",
                "Digest realm=\"op.example\", algorithm=MD5, qop=auth, username=\"u\", nonce=\"n\", nc=1, cnonce=\"c\","
                        + " uri=\"sip:a\", response=\"r\""
            })
    void whatCannotBeReadIsMalformedOrChallenged(String authorization) {
        var verdict = verify(server, authorization, T0);

        assertFalse(verdict instanceof DigestVerdict.Accepted, verdict.toString());
    }

    @Test
    void aHeaderOfTooManyCharactersOrParametersIsNotRead() {
        var many = new StringBuilder("Digest a=b");
        for (int i = 0; i < 30; i++) {
            many.append(", a").append(i).append("=b");
        }
        assertInstanceOf(DigestVerdict.Malformed.class, verify(server, many.toString(), T0));
        assertInstanceOf(DigestVerdict.Malformed.class, verify(server, "Digest a=\"" + "b".repeat(5000) + '"', T0));
    }

    @Test
    void theClientPassesOverChallengesThatItCannotAnswer() {
        var unusable = List.of(
                "Basic realm=\"x\"",
                "Digest realm=\"x\", nonce=\"n\"",
                "Digest realm=\"x\", nonce=\"n\", qop=\"auth\", algorithm=SHA-3",
                "Digest realm=\"x");

        assertEquals(Optional.empty(), DigestAnswer.to(unusable, ALICE, "REGISTER", "sip:a", "c", 1));
    }

    @Test
    void thePasswordIsNotInTheTextOfCredentials() {
        assertFalse(ALICE.toString().contains(ALICE.password()));
    }

    private static String answer(List<String> challenges, int nonceCount) {
        return DigestAnswer.to(challenges, ALICE, "REGISTER", "sip:op.example", "0a4f113b", nonceCount)
                .orElseThrow();
    }

    private static DigestVerdict verify(DigestChallenge challenge, String authorization, Instant now) {
        return challenge.verify(Optional.of(authorization), "REGISTER", PASSWORDS, now);
    }
}
