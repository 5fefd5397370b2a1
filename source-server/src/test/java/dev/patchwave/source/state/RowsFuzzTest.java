package dev.patchwave.source.state;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.patchwave.fuzz.DamagedSeeds;
import dev.patchwave.fuzz.Decoding;
import dev.patchwave.signal.InstanceId;
import dev.patchwave.signal.SubscriberId;
import dev.patchwave.source.core.RegisteredDevice;
import dev.patchwave.store.RecordKey;
import dev.patchwave.store.Row;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever a disk makes of the rows of the source. */
class RowsFuzzTest {
    private static final SubscriberId ALICE = new SubscriberId("sip:alice@op.example");
    private static final InstanceId PHONE = InstanceId.parse("urn:uuid:7d0c1c5e-8f0e-4a7c-9f57-000000000001");

    @TestFactory
    Stream<DynamicTest> damagedSeeds() {
        return DamagedSeeds.of(this);
    }

    @FuzzTest
    void campaign(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, CampaignRow::read, CampaignRow::write);
    }

    @FuzzTest
    void charging(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, DeviceRow::readCharging, DeviceRow::write)
                .ifPresent(charging -> {
                    charging.icid();
                    charging.originatingNetwork();
                });
    }

    @FuzzTest
    void device(byte[] input) {
        Decoding.roundTrip(input, IllegalArgumentException.class, RowsFuzzTest::read, DeviceRow::write);
    }

    private static RegisteredDevice read(byte[] value) {
        var row = new Row(RecordKey.of("sip:a@op.example", "device"), value, 1, Optional.empty());
        return DeviceRow.read(ALICE, PHONE, row);
    }
}
