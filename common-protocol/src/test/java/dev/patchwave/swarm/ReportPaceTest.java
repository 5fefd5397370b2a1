package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.patchwave.release.Bitfield;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportPaceTest {
    private static final int FEW = 10;
    private static final int VERY_MANY = 100_000; // At 5 000 reports/s.

    @Test
    void whoWantsMoreIsSoonHeardAgainWhileTheOriginFills() {
        var store = new OriginStore(Bitfield.of(2, 0));
        var pace = new ReportPace(TrackerLimits.defaults(), store);

        assertEquals(Duration.ofMillis(200), pace.unmet(FEW));
        assertEquals(Duration.ofMillis(600), pace.unmet(1_000));
        store.owns(1);
        assertEquals(Duration.ofSeconds(1), pace.unmet(FEW));
    }

    @Test
    void veryManyMembersAreHeardSeldom() {
        var pace = new ReportPace(TrackerLimits.defaults(), new OriginStore(Bitfield.empty(2)));

        assertEquals(Duration.ofSeconds(20), pace.unmet(VERY_MANY));
        assertEquals(Duration.ofSeconds(20), pace.usual(true, VERY_MANY));
        assertEquals(Duration.ofSeconds(19), pace.again(VERY_MANY));
    }

    @Test
    void silenceBeginsAfterTheNextReportIsDue() {
        var pace = new ReportPace(TrackerLimits.defaults(), new OriginStore(Bitfield.empty(2)));

        assertEquals(Duration.ofSeconds(6), pace.silence(false, FEW));
        assertEquals(Duration.ofSeconds(35), pace.silence(true, FEW));
    }
}
