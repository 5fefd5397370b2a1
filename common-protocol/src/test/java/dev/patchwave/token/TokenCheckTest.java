package dev.patchwave.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import dev.patchwave.token.TokenClaims.Rank;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=";
    private static final int MUTATIONS = 1_000;

    private final TokenCheck check = new TokenCheck(Tokens.ISSUER, Tokens.knowing(Tokens.KEY));

    @Test
    void whatIsMintedIsReadBack() {
        var verified = assertInstanceOf(TokenVerdict.Verified.class, check.check(Tokens.token()));
        assertEquals(Tokens.claims(Rank.FETCH, "area-1"), verified.claims());
        assertEquals(Tokens.KEY.id(), verified.keyId());
    }

    @Test
    void aTokenIsShortEnoughForAHeader() {
        assertTrue(Tokens.token().length() < 450, Tokens.token());
    }

    /** The key and the signature of RFC 8037 A.4: the library and the JDK agree with the book. */
    @Test
    void signaturesAreThoseOfRfc8037() throws Exception {
        var pair = OctetKeyPair.parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
                + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
        var input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc".getBytes(StandardCharsets.US_ASCII);
        var header = new JWSHeader(JWSAlgorithm.EdDSA);

        var signature = new Ed25519.Signer(Ed25519.privateKey(pair.getDecodedD())).sign(header, input);

        assertEquals(
                "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
                signature.toString());
        assertTrue(new Ed25519.Verifier(Ed25519.publicKey(pair.getDecodedX())).verify(header, input, signature));
    }

    @Test
    void anotherKeyIsNotPublished() {
        var token = TokenMint.mint(Tokens.claims(Rank.FETCH, "area-1"), Tokens.OTHER_KEY);
        assertEquals(new TokenVerdict.Refused("the token's key is not published"), check.check(token));
    }

    @Test
    void aKeyIdCannotBeBorrowed() throws Exception {
        var header = new JWSHeader.Builder(JWSAlgorithm.EdDSA)
                .keyID(Tokens.KEY.id())
                .type(TokenMint.TYPE)
                .build();
        var forged = new JWSObject(header, JWSObject.parse(Tokens.token()).getPayload());
        forged.sign(Tokens.OTHER_KEY.signer());
        assertEquals(new TokenVerdict.Refused("the token's signature is wrong"), check.check(forged.serialize()));
    }

    @Test
    void noOtherAlgorithmIsTaken() throws Exception {
        var payload = JWSObject.parse(Tokens.token()).getPayload();
        var secret = new byte[64];
        var mac = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.HS512)
                        .keyID(Tokens.KEY.id())
                        .type(TokenMint.TYPE)
                        .build(),
                payload);
        mac.sign(new MACSigner(secret));
        assertInstanceOf(TokenVerdict.Refused.class, check.check(mac.serialize()));

        String none = Base64URL.encode("{\"alg\":\"none\",\"kid\":\"" + Tokens.KEY.id() + "\",\"typ\":\"pw+jwt\"}")
                + "." + payload.toBase64URL() + ".";
        assertEquals(new TokenVerdict.Refused("the token is malformed"), check.check(none));
        assertInstanceOf(TokenVerdict.Refused.class, check.check(none + "A".repeat(86)));
    }

    @Test
    void headersOfOtherKindsAreRefused() throws Exception {
        var usual = Tokens.KEY.header().type(TokenMint.TYPE);
        for (var header : new JWSHeader[] {
            Tokens.KEY.header().build(),
            Tokens.KEY.header().type(JOSEObjectType.JWT).build(),
            usual.customParam("more", 1).build(),
            Tokens.KEY
                    .header()
                    .type(TokenMint.TYPE)
                    .jwk(Tokens.OTHER_KEY.publicHalf())
                    .build()
        }) {
            var jws = new JWSObject(header, JWSObject.parse(Tokens.token()).getPayload());
            jws.sign(Tokens.KEY.signer());
            assertInstanceOf(TokenVerdict.Refused.class, check.check(jws.serialize()), header::toString);
        }
    }

    /** A key set is signed by the same keys: it must not pass for a token, nor a claim be left out. */
    @Test
    void whatTheKeySignedOtherwiseIsNoToken() throws Exception {
        var jws = new JWSObject(
                Tokens.KEY.header().type(TokenMint.TYPE).build(), new Payload(Map.of("iss", Tokens.ISSUER)));
        jws.sign(Tokens.KEY.signer());
        assertEquals(new TokenVerdict.Refused("the token is malformed"), check.check(jws.serialize()));
    }

    @Test
    void anotherIssuerIsRefused() {
        var strict = new TokenCheck("sip:software@other.example", Tokens.knowing(Tokens.KEY));
        assertEquals(new TokenVerdict.Refused("the token is of another issuer"), strict.check(Tokens.token()));
    }

    @Test
    void whatIsTooLongIsNotParsed() {
        assertEquals(new TokenVerdict.Refused("the token is malformed"), check.check("a".repeat(100_000)));
        assertEquals(new TokenVerdict.Refused("the token is malformed"), check.check(""));
        assertEquals(new TokenVerdict.Refused("the token is malformed"), check.check("a.b.c"));
    }

    @Test
    void noMutationOfATokenEverVerifies() {
        long seed = Long.getLong("patchwave.seed", System.nanoTime());
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        String token = Tokens.token();
        for (int i = 0; i < MUTATIONS; i++) {
            String mutated = mutated(token, random);
            assertNotEquals(token, mutated);
            assertInstanceOf(TokenVerdict.Refused.class, check.check(mutated), () -> "seed " + seed + ": " + mutated);
        }
    }

    /** Every character of the signature in turn: base64 has bits to spare in its last one. */
    @Test
    void noOtherTextIsTheSameToken() {
        String token = Tokens.token();
        for (int at = token.length() - 3; at < token.length(); at++) {
            for (int i = 0; i < ALPHABET.length(); i++) {
                char c = ALPHABET.charAt(i);
                String other = token.substring(0, at) + c + token.substring(at + 1);
                if (!other.equals(token)) {
                    assertInstanceOf(TokenVerdict.Refused.class, check.check(other), other);
                }
            }
        }
    }

    private static String mutated(String token, SplittableRandom random) {
        while (true) {
            int at = random.nextInt(token.length());
            char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            String mutated = switch (random.nextInt(5)) {
                case 0 -> token.substring(0, at) + c + token.substring(at + 1);
                case 1 -> token.substring(0, at) + token.substring(at + 1);
                case 2 -> token.substring(0, at) + c + token.substring(at);
                case 3 -> token.substring(0, at) + (char) random.nextInt(0x250) + token.substring(at + 1);
                default -> token.substring(at) + token.substring(0, at);
            };
            if (!mutated.equals(token)) {
                return mutated;
            }
        }
    }
}
