package dev.patchwave.swarm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import dev.patchwave.release.ReleaseId;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever members and origins say to each other in JSON. */
class SwarmFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    private static final ReleaseId RELEASE = ReleaseId.parse("ims-client@4.2.0");
    private static final int SEGMENTS = 7;

    @FuzzTest
    void report(byte[] input) {
        Decoding.sameBytes(
                input,
                IllegalArgumentException.class,
                json -> SwarmCodec.readReport(json, RELEASE, SEGMENTS),
                SwarmCodec::write);
    }

    @FuzzTest
    void plan(byte[] input) {
        Decoding.sameBytes(
                input,
                IllegalArgumentException.class,
                json -> SwarmCodec.readPlan(json, RELEASE, SEGMENTS),
                SwarmCodec::write);
    }

    @FuzzTest
    void busy(byte[] input) {
        Decoding.sameBytes(input, IllegalArgumentException.class, SwarmCodec::readBusy, SwarmCodec::write);
    }

    @FuzzTest
    void resumeAsk(byte[] input) {
        Decoding.sameBytes(
                input, IllegalArgumentException.class, json -> ResumeCodec.readAsk(json, SEGMENTS), ResumeCodec::write);
    }

    @FuzzTest
    void resumeAnswer(byte[] input) {
        Decoding.sameBytes(
                input,
                IllegalArgumentException.class,
                json -> ResumeCodec.readAnswer(json, SEGMENTS),
                ResumeCodec::write);
    }
}
