package dev.patchwave.status;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a daemon that is none of ours answers to patchwave status. */
class StatusFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void status(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, StatusCodec::read, StatusCodec::write);
    }
}
