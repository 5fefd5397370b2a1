package dev.patchwave.trust;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.config.ConfigProblem;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever somebody offers as a signed manifest or as a key. */
class TrustFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    private static final ManifestVerifier VERIFIER =
            new ManifestVerifier(List.of(PublisherKey.generate().publicKey()));

    @FuzzTest
    void manifest(byte[] input) {
        Decoding.roundTrip(input, TrustProblem.class, ManifestCodec::decode, ManifestCodec::encode);
    }

    @FuzzTest
    void envelope(byte[] input) {
        Decoding.sameBytes(
                input,
                TrustProblem.class,
                json -> Envelope.decode(json, Envelope.MANIFEST, ManifestCodec.MAX_ENVELOPE_BYTES),
                envelope -> envelope.encode(Envelope.MANIFEST));
        assertTrue(
                Decoding.of(input, TrustProblem.class, VERIFIER::verify).isEmpty(),
                "nobody has the key that is trusted");
    }

    @FuzzTest
    void stopOrder(byte[] input) {
        Decoding.roundTrip(input, TrustProblem.class, StopOrder::read, StopOrder::toBytes);
        Decoding.of(input, TrustProblem.class, SignedStop::unverified);
        Decoding.of(Decoding.text(input), TrustProblem.class, SignedStop::envelopeOf);
        assertTrue(
                Decoding.of(input, TrustProblem.class, VERIFIER::verifyStop).isEmpty(),
                "nobody has the key that is trusted");
    }

    /** The seeds take few rounds; whatever damage asks for too many must be refused, and not be waited for. */
    @FuzzTest
    void sealedKey(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".pem");
        try {
            Files.write(file, input);
            Decoding.of(new KeyFile(file), ConfigProblem.class, key -> key.open("tr0ub4dor&3".toCharArray()));
        } finally {
            Files.delete(file);
        }
    }

    @FuzzTest
    void publicKey(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".pub");
        try {
            Files.write(file, input);
            Decoding.of(file, ConfigProblem.class, PublisherKey::readPublic);
        } finally {
            Files.delete(file);
        }
    }

    @FuzzTest
    void privateKey(byte[] input) throws IOException {
        Path file = Files.createTempFile("fuzz", ".pem");
        try {
            Files.write(file, input);
            Decoding.of(file, ConfigProblem.class, PublisherKey::read);
        } finally {
            Files.delete(file);
        }
    }
}
