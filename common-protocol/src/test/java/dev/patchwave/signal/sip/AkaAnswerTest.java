package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.aka.AkaModule;
import dev.patchwave.signal.aka.AkaOutcome;
import dev.patchwave.signal.aka.SoftwareAkaModule;
import dev.patchwave.signal.aka.TestNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Digest AKA, judged as the S-CSCF does: by a digest of its own over XRES. */
class AkaAnswerTest {
    private static final String IMPI = "alice@op.example";
    private static final String URI = "sip:op.example";
    /** The nonce of the example in RFC 3310 4. */
    private static final String RFC_3310_NONCE = "MzQ0a2xrbGtmbGtsZm9wb2tsc2tqaHJzZXNy9uQyMzMzMzQK=";

    private final TestNetwork network = new TestNetwork();

    @TempDir
    private Path directory;

    /** RES and qop=auth over the first vector of TS 35.208; the value is of Python's hashlib. */
    @Test
    void agreesWithAnotherImplementation() throws Exception {
        AkaModule card = (rand, autn) -> new AkaOutcome.Authentic(HexFormat.of().parseHex("a54211d5e3ba50bf"));
        String nonce = base64(
                HexFormat.of().parseHex("23553cbe9637a89d218ae64dae47bf35" + "55f328b43577b9b94a9ffac354dfafb3"));

        var answer = answer(card, "nonce=\"" + nonce + "\", qop=\"auth,auth-int\"");

        assertEquals("f923021e570e896917eb6bfc57b470b8", answer.require("response"));
    }

    @Test
    void resIsTheOneTimePassword() throws Exception {
        var vector = network.next();
        String nonce = nonce(vector, new byte[0]);

        var answer = answer(card(), "nonce=\"" + nonce + "\", qop=\"auth\", opaque=\"5ccc069c403ebaf9\"");

        assertEquals(IMPI, answer.require("username"));
        assertEquals(nonce, answer.require("nonce"));
        assertEquals("AKAv1-MD5", answer.require("algorithm"));
        assertEquals("5ccc069c403ebaf9", answer.require("opaque"));
        assertEquals(expected(vector.xres(), nonce), answer.require("response"));
        assertTrue(answer.get("auts").isEmpty());
    }

    @Test
    void aServersOwnDataBehindTheChallengeIsNoPartOfIt() throws Exception {
        var vector = network.next();
        String nonce = nonce(vector, "server".getBytes(StandardCharsets.US_ASCII));

        var answer = answer(card(), "nonce=\"" + nonce + "\", qop=\"auth\"");

        assertEquals(expected(vector.xres(), nonce), answer.require("response"));
    }

    @Test
    void theExampleOfRfc3310IsReadAlthoughItsPaddingIsWrong() throws Exception {
        byte[] seen = new byte[32];
        AkaModule card = (rand, autn) -> {
            System.arraycopy(rand, 0, seen, 0, 16);
            System.arraycopy(autn, 0, seen, 16, 16);
            return new AkaOutcome.NotAuthentic();
        };

        var answer = answer(card, "nonce=\"" + RFC_3310_NONCE + "\", qop=\"auth,auth-int\"");

        assertEquals(RFC_3310_NONCE, answer.require("nonce"));
        assertArrayEquals("344klklkflklfopo".getBytes(StandardCharsets.US_ASCII), java.util.Arrays.copyOf(seen, 16));
    }

    @Test
    void coresThatOfferNoQopAreAnsweredWithout() throws Exception {
        var vector = network.next();
        String nonce = nonce(vector, new byte[0]);

        var answer = answer(card(), "nonce=\"" + nonce + "\"");

        assertEquals(
                md5(secret(vector.xres()) + ":" + nonce + ":" + md5("REGISTER:" + URI)), answer.require("response"));
        assertTrue(answer.get("nc").isEmpty());
    }

    @Test
    void aReplayIsAnsweredWithAutsAndTheDigestOfNoPassword() throws Exception {
        var card = card();
        var vector = network.next();
        String challenge = "nonce=\"" + nonce(vector, new byte[0]) + "\", qop=\"auth\"";
        answer(card, challenge);

        var answer = answer(card, challenge);

        assertEquals(expected(new byte[0], nonce(vector, new byte[0])), answer.require("response"));
        byte[] auts = Base64.getDecoder().decode(answer.require("auts"));
        assertEquals(Optional.of(32L), network.resync(vector.rand(), auts));
    }

    @Test
    void aNetworkThatDoesNotKnowOurKeyGetsAnEmptyResponse() throws Exception {
        var foreign = new TestNetwork("0396eb317b6d1c36f19c1c84cd6ffd16").next();

        var answer = answer(card(), "nonce=\"" + nonce(foreign, new byte[0]) + "\", qop=\"auth\"");

        assertEquals("", answer.require("response"));
        assertTrue(answer.get("auts").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest realm=\"r\", nonce=\"AAAA\", algorithm=AKAv1-MD5, qop=\"auth\"",
                "Digest realm=\"r\", nonce=\"(not base64)\", algorithm=AKAv1-MD5, qop=\"auth\"",
                "Digest realm=\"r\", algorithm=AKAv1-MD5, qop=\"auth\"",
                "Digest realm=\"r\", nonce=\"" + RFC_3310_NONCE + "\", algorithm=AKAv2-MD5, qop=\"auth\"",
                "Digest realm=\"r\", nonce=\"" + RFC_3310_NONCE + "\", algorithm=AKAv1-MD5, qop=\"auth-int\"",
                "Digest realm=\"r\", nonce=\"" + RFC_3310_NONCE + "\", algorithm=MD5, qop=\"auth\"",
                "Digest nonce=\"" + RFC_3310_NONCE + "\", algorithm=AKAv1-MD5, qop=\"auth\"",
                "Basic realm=\"r\""
            })
    void whatIsNoChallengeToACardIsPassedOver(String value) throws IOException {
        AkaModule card = (rand, autn) -> {
            throw new AssertionError("asked the card");
        };
        assertEquals(
                Optional.empty(),
                AkaAnswer.to(List.of(value), new AkaCredentials(IMPI, card), "REGISTER", URI, "0a4f113b"));
    }

    @Test
    void aCardThatCannotBeReachedIsNoAnswer() {
        AkaModule card = (rand, autn) -> {
            throw new IOException("pulled out");
        };
        assertThrows(IOException.class, () -> answer(card, "nonce=\"" + RFC_3310_NONCE + "\", qop=\"auth\""));
    }

    private AkaModule card() throws IOException {
        return SoftwareAkaModule.withOp(
                HexFormat.of().parseHex(TestNetwork.KEY),
                HexFormat.of().parseHex(TestNetwork.OP),
                directory.resolve("aka.sqn"));
    }

    private static AuthParameters answer(AkaModule card, String challenge) throws IOException {
        String value = "Digest realm=\"op.example\", algorithm=AKAv1-MD5, " + challenge;
        var other = "Digest realm=\"op.example\", nonce=\"x\", algorithm=MD5, qop=\"auth\"";
        return AuthParameters.parse(
                AkaAnswer.to(List.of(other, value), new AkaCredentials(IMPI, card), "REGISTER", URI, "0a4f113b")
                        .orElseThrow());
    }

    private static String nonce(TestNetwork.Vector vector, byte[] more) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(vector.rand());
        bytes.writeBytes(vector.autn());
        bytes.writeBytes(more);
        return base64(bytes.toByteArray());
    }

    /** The S-CSCF's side, which shares no code with ours. */
    private static String expected(byte[] xres, String nonce) throws Exception {
        return md5(secret(xres) + ":" + nonce + ":00000001:0a4f113b:auth:" + md5("REGISTER:" + URI));
    }

    private static String secret(byte[] xres) throws Exception {
        var a1 = new ByteArrayOutputStream();
        a1.writeBytes((IMPI + ":op.example:").getBytes(StandardCharsets.US_ASCII));
        a1.writeBytes(xres);
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(a1.toByteArray()));
    }

    private static String md5(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
