package dev.patchwave.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.ConfigFuzzing;
import dev.patchwave.fuzz.DamagedSeeds;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever an operator saves as a configuration file. */
class ConfigTextFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    /** Every kind of value that the programs have. */
    record Sample(
            String name, ByteSize size, TimeSpan time, BitRate rate, HostPort listen, java.util.List<String> names) {}

    @FuzzTest
    void sample(byte[] input) {
        ConfigFuzzing.load(input, Sample.class);
    }
}
