package dev.patchwave.stop;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever comes as a list of stop orders. */
class StopFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void list(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, StopCodec::read, StopCodec::write);
    }
}
