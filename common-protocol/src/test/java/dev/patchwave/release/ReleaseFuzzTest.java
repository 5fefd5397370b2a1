package dev.patchwave.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever names a release, its digests and the segments of it. */
class ReleaseFuzzTest {
    private static final int SEGMENTS = 77;

    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void bitfield(byte[] input) {
        Decoding.roundTrip(
                Decoding.text(input),
                IllegalArgumentException.class,
                text -> Bitfield.fromBase64(SEGMENTS, text),
                Bitfield::toBase64);
    }

    @FuzzTest
    void digest(byte[] input) {
        String text = Decoding.text(input);
        Decoding.roundTrip(text, IllegalArgumentException.class, Digest::parse, Digest::toString)
                .ifPresent(digest -> assertEquals(text.toLowerCase(Locale.ROOT), digest.toString()));
    }

    /** It becomes a directory, hence never one that leads out. */
    @FuzzTest
    void releaseId(byte[] input) {
        Decoding.roundTrip(Decoding.text(input), IllegalArgumentException.class, ReleaseId::parse, ReleaseId::toString)
                .ifPresent(id -> assertFalse(id.toString().contains("/")));
    }
}
