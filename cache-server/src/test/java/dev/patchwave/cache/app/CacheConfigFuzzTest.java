package dev.patchwave.cache.app;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.ConfigFuzzing;
import dev.patchwave.fuzz.DamagedSeeds;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever an operator saves as the configuration of a cache. */
class CacheConfigFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void config(byte[] input) {
        ConfigFuzzing.load(input, CacheConfig.class);
    }
}
