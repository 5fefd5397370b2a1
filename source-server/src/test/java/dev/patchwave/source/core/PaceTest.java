package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace(new PaceLimits(100, 1000), T0);

    @Test
    void asManyLeaveInASecondAsAllowed() {
        assertEquals(100, sentIn(T0, Duration.ofSeconds(1)), 6);
    }

    @Test
    void overloadStopsAndThenHalves() {
        pace.overloaded(Duration.ofSeconds(2), T0);
        pace.overloaded(Duration.ofSeconds(2), T0);

        assertEquals(0, sentIn(T0, Duration.ofMillis(1900)));
        assertEquals(50, sentIn(T0.plusSeconds(2), Duration.ofSeconds(1)), 4);
    }

    @Test
    void answersWinTheRateBack() {
        pace.overloaded(Duration.ZERO, T0);
        for (int i = 0; i < 1000; i++) {
            pace.delivered();
        }

        assertEquals(100, sentIn(T0, Duration.ofSeconds(1)), 6);
    }

    @Test
    void aNextHopUnderPressureIsSparedTheShareThatItAsksForAsLongAsItSays() {
        pace.pressed(80, Duration.ofSeconds(2), T0);

        assertEquals(5 + 40, sentIn(T0, Duration.ofSeconds(2)), 4, "the burst, then a fifth");
        assertEquals(100, sentIn(T0.plusSeconds(2), Duration.ofSeconds(1)), 6);
    }

    @Test
    void aNextHopThatWantsNothingGetsNothingUntilItsTimeIsOver() {
        drain();
        pace.pressed(100, Duration.ofSeconds(3), T0);

        assertEquals(0, pace.grant(0, T0.plusMillis(2_999)));
        assertTrue(!pace.next().isBefore(T0.plusSeconds(3)));
        assertEquals(1, pace.grant(0, pace.next()));
    }

    @Test
    void whatTheNextHopSaysLastCounts() {
        drain();
        pace.pressed(100, Duration.ofSeconds(30), T0);
        pace.pressed(50, Duration.ofSeconds(1), T0);

        assertEquals(50, sentIn(T0, Duration.ofSeconds(1)), 4);
        assertEquals(100, sentIn(T0.plusSeconds(1), Duration.ofSeconds(1)), 6);
    }

    @Test
    void itTellsWhenTheNextMayLeave() {
        drain();

        Instant next = pace.next();
        assertTrue(next.isAfter(T0));
        assertEquals(1, pace.grant(0, next));
    }

    private void drain() {
        while (pace.grant(0, T0) > 0) {
            pace.sent();
        }
    }

    private int sentIn(Instant from, Duration time) {
        int sent = 0;
        for (int millis = 0; millis <= time.toMillis(); millis++) {
            for (int granted = pace.grant(0, from.plusMillis(millis)); granted > 0; granted--) {
                pace.sent();
                sent++;
            }
        }
        return sent;
    }
}
