package dev.patchwave.trust.tuf;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a mirror, or a disk, offers as metadata of a repository. */
class TufFuzzTest {
    private static final RoleKeys NOBODY = new RoleKeys(1, java.util.List.of());

    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    /** Canonical bytes are the same for what is read from them, unless a raw control character keeps them from being JSON. */
    @FuzzTest
    void canonicalJson(byte[] input) {
        Decoding.of(input, TufProblem.class, JsonReader::read)
                .map(CanonicalJson::encode)
                .ifPresent(canonical -> {
                    if (noControls(canonical)) {
                        Decoding.sameBytes(canonical, TufProblem.class, JsonReader::read, CanonicalJson::encode);
                        assertTrue(
                                Decoding.of(canonical, TufProblem.class, JsonReader::read)
                                        .isPresent(),
                                "read again");
                    }
                });
    }

    @FuzzTest
    void metadata(byte[] input) {
        Decoding.of(input, TufProblem.class, MetadataFile::root).ifPresent(TufFuzzTest::unsigned);
        Decoding.of(input, TufProblem.class, MetadataFile::timestamp).ifPresent(TufFuzzTest::unsigned);
        Decoding.of(input, TufProblem.class, MetadataFile::snapshot).ifPresent(TufFuzzTest::unsigned);
        Decoding.of(input, TufProblem.class, MetadataFile::targets).ifPresent(TufFuzzTest::unsigned);
        // Verifies by the keys in the file itself: nothing that those hold may throw anything undeclared.
        Decoding.of(input, TufProblem.class, root -> new TrustedMetadata(root, TestFiles.NOW));
    }

    private static void unsigned(MetadataFile<?> file) {
        var verified = Decoding.of(file, TufProblem.class, any -> {
            NOBODY.requireSigned("it", any);
            return any;
        });
        assertTrue(verified.isEmpty(), "nobody's key signed it");
    }

    private static boolean noControls(byte[] text) {
        for (byte octet : text) {
            if (octet >= 0 && octet < ' ') {
                return false;
            }
        }
        return true;
    }
}
