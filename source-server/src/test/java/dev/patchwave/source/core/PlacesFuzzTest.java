package dev.patchwave.source.core;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever says where a user is. */
class PlacesFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void accessNetwork(byte[] input) {
        Decoding.of(Decoding.text(input), IllegalArgumentException.class, AccessNetwork::parse);
    }

    @FuzzTest
    void addressPrefix(byte[] input) {
        Decoding.roundTrip(
                Decoding.text(input), IllegalArgumentException.class, AddressPrefix::parse, AddressPrefix::toString);
    }
}
