package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.SubscriberId;
import dev.patchwave.signal.UaProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenseSubscriptionsTest {
    private final DenseSubscriptions dense = new DenseSubscriptions();

    @Test
    void alikeOnesShareAPatternAsLongAsAnyIsTold() {
        byte[] first = dense.pack(of("1.0.0", 1));
        byte[] second = dense.pack(of("1.0.0", 2));
        byte[] other = dense.pack(of("2.0.0", 3));

        assertEquals(2, dense.count());
        assertTrue(second.length < of("1.0.0", 2).toBytes().length / 3, second.length + " bytes");

        dense.release(first);
        assertEquals(of("1.0.0", 2), dense.unpack(second));
        dense.release(second);
        dense.release(other);
        assertEquals(0, dense.count());
    }

    @Test
    void thereIsALimitOfPatternsAndAboveItRecordsAreStillReadAgain() {
        var packed = new ArrayList<byte[]>();
        for (int i = 0; i < 3 * DenseSubscriptions.MAX_PATTERNS; i++) {
            packed.add(dense.pack(of("version " + i, i)));
        }

        assertEquals(DenseSubscriptions.MAX_PATTERNS, dense.count());
        for (int i = 0; i < packed.size(); i++) {
            assertEquals(of("version " + i, i), dense.unpack(packed.get(i)));
        }
        packed.forEach(dense::release);
        assertEquals(0, dense.count());
    }

    private static SubscriptionRecord of(String version, int number) {
        var subscriber = new SubscriberId("sip:user" + number + "@op.example");
        return new SubscriptionRecord(
                "0123456789abcdef" + number,
                "call-" + number,
                "tag",
                "sip:software@op.example",
                subscriber.uri(),
                List.of("<sip:mo@10.60.0.12:5060;lr=on;ftag=4f2a91c3;did=7c1.4e2>"),
                "sip:user" + number + "@10.1.2.3:5062",
                1,
                2,
                "0",
                Instant.ofEpochSecond(1_800_000_000L + number),
                Optional.empty(),
                new UaProfile(UaProfile.Type.DEVICE, "patchwave", "ims-client", version),
                subscriber,
                Optional.empty(),
                SipTransport.UDP,
                NotifyRate.UNLIMITED);
    }
}
