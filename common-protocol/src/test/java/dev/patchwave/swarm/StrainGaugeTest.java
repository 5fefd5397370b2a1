package dev.patchwave.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How single looks at a swarm become a steady word. */
class StrainGaugeTest {
    private static final Instant T0 = Instant.parse("2026-03-01T12:00:00Z");
    private static final boolean CONTENT = true;
    private static final boolean UPLINK = false;

    private final StrainGauge gauge = new StrainGauge();

    @Test
    void nobodyLacksAnything() {
        assertEquals(Strain.IDLE, gauge.now(0, T0));
        assertEquals(Strain.EASY, gauge.now(3, T0));
    }

    @Test
    void takenUplinksAreForgottenAfterASecond() {
        gauge.unmet(UPLINK, T0);

        assertEquals(Strain.CROWDED, gauge.now(3, at(500)));
        assertEquals(Strain.EASY, gauge.now(3, at(1000)));
    }

    @Test
    void lackOfContentCountsOnceItOutweighedLackOfUplinkForAWindow() {
        gauge.unmet(CONTENT, T0);
        gauge.unmet(CONTENT, at(100));
        gauge.unmet(UPLINK, at(200));
        assertEquals(Strain.CROWDED, gauge.now(3, at(900)));

        assertEquals(Strain.STARVING, gauge.now(3, at(1000)));
        assertEquals(Strain.STARVING, gauge.now(3, at(4900)));
        assertEquals(Strain.EASY, gauge.now(3, at(5000)));
    }

    @Test
    void aWindowThatLackedMoreUplinkThanContentStarvesNobody() {
        gauge.unmet(CONTENT, T0);
        gauge.unmet(UPLINK, at(100));

        assertEquals(Strain.CROWDED, gauge.now(3, at(1050)));
    }

    @Test
    void aSwarmInWhichAllIsThereIsIdleHoweverItFaredBefore() {
        gauge.unmet(CONTENT, T0);

        assertEquals(Strain.IDLE, gauge.now(0, at(1100)));
    }

    private static Instant at(long millis) {
        return T0.plusMillis(millis);
    }
}
