package dev.patchwave.config;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever an operator types. */
class UnitsFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void byteSize(byte[] input) {
        readAgain(input, ByteSize::parse);
    }

    @FuzzTest
    void bitRate(byte[] input) {
        readAgain(input, BitRate::parse);
    }

    @FuzzTest
    void timeSpan(byte[] input) {
        readAgain(input, TimeSpan::parse);
    }

    @FuzzTest
    void hostPort(byte[] input) {
        readAgain(input, HostPort::parse);
    }

    private static <T> void readAgain(byte[] input, Decoding.Decoder<String, T> parse) {
        Decoding.roundTrip(Decoding.text(input), IllegalArgumentException.class, parse, Object::toString);
    }
}
