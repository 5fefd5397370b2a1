package dev.patchwave.source.state;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a disk makes of the rows of the source. */
class RowsFuzzTest {
    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void campaign(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, CampaignRow::read, CampaignRow::write);
    }
}
