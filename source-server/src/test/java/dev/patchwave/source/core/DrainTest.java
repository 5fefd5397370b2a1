package dev.patchwave.source.core;

import static dev.patchwave.source.core.SourceWorld.T0;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final Drain drain = new Drain(new PaceLimits(100, 50), T0);

    @Test
    void subscriptionsAreEndedAtThePaceOfACampaign() {
        int ended = 0;
        for (Instant now = T0; now.isBefore(T0.plusSeconds(10)); now = now.plusMillis(20)) {
            ended += endAll(now, new Delivery.Delivered());
        }

        assertTrue(ended >= 990 && ended <= 1_005, ended + " in 10 s at 100 a second");
        assertEquals(ended, drain.moved());
        assertEquals(0, drain.inFlight());
    }

    @Test
    void whoDoesNotAnswerDoesNotHoldUpTheOthersUntilThereAreTooMany() {
        for (Instant now = T0; now.isBefore(T0.plusSeconds(10)); now = now.plusMillis(20)) {
            for (int left = drain.granted(now); left > 0; left--) {
                drain.ended();
            }
        }

        assertEquals(450, drain.inFlight(), "50 prompt ones and 8 overdue for each");
        drain.answered(new Delivery.Absent(), T0.plusSeconds(11));
        assertEquals(1, drain.granted(T0.plusSeconds(11)));
    }

    @Test
    void overloadPausesIt() {
        endAll(T0, new Delivery.Overloaded(Duration.ofSeconds(5)));

        assertEquals(0, drain.granted(T0.plusSeconds(4)));
        assertTrue(drain.granted(T0.plusSeconds(6)) > 0);
    }

    private int endAll(Instant now, Delivery answer) {
        int granted = drain.granted(now);
        for (int i = 0; i < granted; i++) {
            drain.ended();
            drain.answered(answer, now);
        }
        return granted;
    }
}
