package dev.patchwave.signal.sip;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a disk makes of the records that SIP keeps. */
class RecordsFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void subscription(byte[] input) {
        Decoding.roundTrip(
                input, IllegalArgumentException.class, SubscriptionRecord::fromBytes, SubscriptionRecord::toBytes);
    }

    @FuzzTest
    void binding(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, Binding::fromBytes, Binding::toBytes);
    }
}
