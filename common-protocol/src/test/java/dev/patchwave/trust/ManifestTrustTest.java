package dev.patchwave.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.release.Digest;
import dev.patchwave.release.Manifest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.trust.TrustProblem.Reason;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ManifestTrustTest {
    private static final PublisherKey KEY = PublisherKey.generate();
    private static final PublisherKey STRANGER = PublisherKey.generate();
    private static final ManifestVerifier VERIFIER = new ManifestVerifier(List.of(KEY.publicKey()));
    private static final Manifest MANIFEST = manifest(2_000_000, 1 << 20);

    @Test
    void whatAPublisherSignedIsBelieved() throws TrustProblem {
        var signed = new ManifestSigner(KEY).sign(MANIFEST);

        assertEquals(MANIFEST, VERIFIER.verify(signed.envelope()).manifest());
        assertEquals(signed, SignedManifest.readBack(signed.envelope()));
    }

    @Test
    void signingTwiceGivesTheSameBytes() {
        assertEquals(new ManifestSigner(KEY).sign(MANIFEST), new ManifestSigner(KEY).sign(MANIFEST));
    }

    @Test
    void anotherKeyIsNotBelievedEvenUnderATrustedName() {
        assertReason(
                Reason.UNKNOWN_KEY, new ManifestSigner(STRANGER).sign(MANIFEST).envelope());
        assertReason(
                Reason.BAD_SIGNATURE,
                new ManifestSigner(STRANGER.privateKey(), KEY.keyId())
                        .sign(MANIFEST)
                        .envelope());
    }

    @Test
    void oneTrustedSignatureAmongOthersIsEnough() throws TrustProblem {
        var both = new ManifestVerifier(List.of(KEY.publicKey(), STRANGER.publicKey()));

        assertEquals(
                MANIFEST,
                both.verify(new ManifestSigner(STRANGER).sign(MANIFEST).envelope())
                        .manifest());
    }

    @Test
    void noFlippedBitChangesWhatIsBelieved() {
        byte[] envelope = new ManifestSigner(KEY).sign(MANIFEST).envelope();
        for (int bit = 0; bit < envelope.length * 8; bit++) {
            byte[] damaged = envelope.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertEquals(MANIFEST, VERIFIER.verify(damaged).manifest(), "bit " + bit);
            } catch (TrustProblem expected) {
                assertTrue(expected.getMessage().length() > 10);
            }
        }
    }

    @Test
    void jsonThatIsNotExactlyAManifestIsRefused() throws TrustProblem {
        String good = new String(ManifestCodec.encode(MANIFEST), UTF_8);
        assertEquals(MANIFEST, ManifestCodec.decode(good.getBytes(UTF_8)));
        var bad = List.of(
                "",
                "null",
                "[]",
                "{}",
                good + "x",
                good.replace("\"sequence\":7", "\"sequence\":\"7\""),
                good.replace("\"sequence\":7", "\"sequence\":7.5"),
                good.replace("\"sequence\":7", "\"sequence\":null"),
                good.replace("\"sequence\":7", "\"sequence\":7,\"sequence\":8"),
                good.replace("\"sequence\":7", "\"sequence\":7,\"extra\":8"),
                good.replace("\"sequence\":7", "\"sequence\":0"),
                good.replace("\"sequence\":7,", ""),
                good.replace("test@1.0", "../test@1.0"),
                good.replace("2026-01-01", "2026-13-01"),
                good.replace("2000000", "3000000"));
        for (var json : bad) {
            var problem = assertThrows(TrustProblem.class, () -> ManifestCodec.decode(json.getBytes(UTF_8)), json);
            assertEquals(Reason.MALFORMED, problem.reason(), json);
        }
    }

    @Test
    void anEnvelopeThatIsNothingOrTooLargeIsRefused() {
        assertReason(Reason.MALFORMED, "null".getBytes(UTF_8));
        assertReason(Reason.TOO_LARGE, new byte[ManifestCodec.MAX_ENVELOPE_BYTES + 1]);
    }

    @Test
    void fourGibibytesAndOneTebibyteCanBeDescribed() throws TrustProblem {
        for (var large : List.of(manifest(4L << 30, 1 << 20), manifest(1L << 40, 16 << 20))) {
            assertEquals(
                    large,
                    VERIFIER.verify(new ManifestSigner(KEY).sign(large).envelope())
                            .manifest());
        }
    }

    @Test
    void aPatchThatIsCutTooFinelyIsRefusedWhenItIsSigned() {
        var fine = manifest(1L << 40, 1 << 20);

        var problem = assertThrows(IllegalArgumentException.class, () -> new ManifestSigner(KEY).sign(fine));

        assertTrue(problem.getMessage().endsWith("take larger segments"), problem.getMessage());
    }

    @Test
    void theSignatureCoversTheDssePreAuthenticationEncoding() {
        // The form of the DSSE specification, with our type: "DSSEv1 len(type) type len(body) body".
        assertArrayEquals(
                "DSSEv1 39 application/vnd.patchwave.manifest+json 5 hello".getBytes(UTF_8),
                Envelope.signedBytes(Envelope.MANIFEST, "hello".getBytes(UTF_8)));
    }

    @Test
    void theSequenceOfAProductOnlyRises() throws TrustProblem {
        var two = release("p@2", 2);
        assertTrue(ReleaseSequence.admits(two, List.of(release("p@1", 1), release("q@9", 9))));
        assertEquals(false, ReleaseSequence.admits(two, List.of(two, release("p@3", 3))));

        assertNotNewer(two, release("p@3", 3));
        assertNotNewer(two, release("p@2-again", 2));
        assertNotNewer(two, release("p@2", 1));
    }

    private static void assertNotNewer(Manifest candidate, Manifest present) {
        var problem = assertThrows(TrustProblem.class, () -> ReleaseSequence.admits(candidate, List.of(present)));
        assertEquals(Reason.NOT_NEWER, problem.reason());
    }

    private static void assertReason(Reason reason, byte[] envelope) {
        assertEquals(
                reason,
                assertThrows(TrustProblem.class, () -> VERIFIER.verify(envelope))
                        .reason());
    }

    private static Manifest release(String id, long sequence) {
        return new Manifest(
                ReleaseId.parse(id),
                sequence,
                1,
                1 << 20,
                digest(),
                List.of(digest()),
                List.of(digest()),
                Instant.EPOCH);
    }

    private static Manifest manifest(long lengthBytes, int segmentSizeBytes) {
        int segments = (int) Manifest.segmentsOf(lengthBytes, segmentSizeBytes);
        return new Manifest(
                ReleaseId.parse("test@1.0"),
                7,
                lengthBytes,
                segmentSizeBytes,
                digest(),
                Collections.nCopies(segments, digest()),
                Collections.nCopies(segments, digest()),
                Instant.parse("2026-01-01T00:00:00Z"));
    }

    private static Digest digest() {
        return Digest.of(new byte[] {1});
    }
}
