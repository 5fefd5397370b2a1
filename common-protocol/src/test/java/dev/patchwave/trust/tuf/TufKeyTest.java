package dev.patchwave.trust.tuf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TufKeyTest {
    private static final byte[] MESSAGE = TestFiles.utf8("message");

    /** Made and signed by python-tuf 7.0.0, threshold 3, with a key of each kind. */
    private static byte[] rootOfThreeSchemes() throws IOException {
        try (var in = TufKeyTest.class.getResourceAsStream("TufFuzzTestInputs/metadata/root-three-schemes")) {
            return in.readAllBytes();
        }
    }

    @Test
    void anotherImplementationsSignaturesOfAllThreeSchemesAreVerified() throws Exception {
        assertEquals(1, new TrustedMetadata(rootOfThreeSchemes(), TestFiles.NOW).rootVersion());
    }

    @Test
    void eachOfThemIsNeeded() throws Exception {
        String root = new String(rootOfThreeSchemes(), StandardCharsets.UTF_8);
        var signatures = java.util.regex.Pattern.compile("\"sig\":\"(..)").matcher(root);
        int count = 0;
        for (; signatures.find(); count++) {
            String other = signatures.group(1).equals("00") ? "01" : "00";
            String damaged = root.substring(0, signatures.start(1)) + other + root.substring(signatures.end(1));
            assertThrows(TufProblem.class, () -> new TrustedMetadata(TestFiles.utf8(damaged), TestFiles.NOW));
        }
        assertEquals(3, count);
    }

    @ParameterizedTest
    @CsvSource({"ed448, ed448", "ed25519, ecdsa-sha2-nistp256", "rsa, rsa-pkcs1v15-sha256", "sphincs, new"})
    void keysOfOtherKindsAreKeptAndVerifyNothing(String type, String scheme) throws TufProblem {
        var json = TestFiles.json(Map.of("keytype", type, "scheme", scheme, "keyval", Map.of("secret", "x")));
        assertFalse(TufKey.of("k", Fields.of("key", json)).verifies(MESSAGE, new byte[64]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "zz",
                "00",
                "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"
            })
    void keysThatAreNoneVerifyNothing(String text) throws TufProblem {
        for (var scheme : SignatureScheme.values()) {
            assertTrue(PublicKeys.decode(scheme, text).isEmpty(), scheme + " " + text);
        }
    }

    @Test
    void saltsOfTheDigestsLengthAndTheLongestAreTaken() throws Exception {
        var pair = pair("RSA", 2048);
        var key = PublicKeys.decode(
                        SignatureScheme.RSA_PSS, pem(pair.getPublic().getEncoded()))
                .orElseThrow();
        for (int salt : new int[] {32, 256 - 32 - 2}) {
            var signer = Signature.getInstance("RSASSA-PSS");
            signer.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, salt, 1));
            signer.initSign(pair.getPrivate());
            signer.update(MESSAGE);
            assertTrue(SignatureScheme.RSA_PSS.verifies(key, MESSAGE, signer.sign()), "salt of " + salt);
        }
    }

    @Test
    void weakKeysAndOtherCurvesAreNoKeys() throws Exception {
        byte[] weak = pair("RSA", 1024).getPublic().getEncoded();
        assertTrue(PublicKeys.decode(SignatureScheme.RSA_PSS, pem(weak)).isEmpty());
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        byte[] other = generator.generateKeyPair().getPublic().getEncoded();
        assertTrue(PublicKeys.decode(SignatureScheme.ECDSA_P256, pem(other)).isEmpty());
    }

    @Test
    void pointsInHexAreTheSameKeysAsInPem() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] der = generator.generateKeyPair().getPublic().getEncoded();
        String point = HexFormat.of().formatHex(der, der.length - 65, der.length);
        assertEquals(
                PublicKeys.decode(SignatureScheme.ECDSA_P256, pem(der)),
                PublicKeys.decode(SignatureScheme.ECDSA_P256, point));
    }

    private static java.security.KeyPair pair(String algorithm, int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(byte[] der) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(der)
                + "\n-----END PUBLIC KEY-----\n";
    }
}
