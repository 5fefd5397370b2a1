package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class PathDelaysTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;

    private final PathDelays paths = new PathDelays();

    @Test
    void theBaseIsForgottenAfterTenMinutes() {
        var base = new BaseDelay(0);
        base.sampled(10 * MILLI, 0);
        for (int minute = 1; minute < 10; minute++) {
            base.sampled(30 * MILLI, minute * MINUTE);
        }
        assertEquals(10 * MILLI, base.nanos());

        base.sampled(30 * MILLI, 10 * MINUTE);

        assertEquals(30 * MILLI, base.nanos());
        base.sampled(50 * MILLI, 60 * MINUTE);
        assertEquals(50 * MILLI, base.nanos());
    }

    @Test
    void oneLateSampleIsNoQueueTwoAre() {
        paths.sampled("a", 20 * MILLI, false, 0);
        paths.sampled("a", 90 * MILLI, false, SECOND);
        assertEquals(Optional.of(new DelaySample(20 * MILLI, 0, false)), paths.together(SECOND));

        paths.sampled("a", 80 * MILLI, false, SECOND + 100 * MILLI);

        assertEquals(Optional.of(new DelaySample(80 * MILLI, 60 * MILLI, false)), paths.together(SECOND + 100 * MILLI));
    }

    @Test
    void aQueueThatOnlyOneOfSeveralPathsHasIsNotOurs() {
        for (int second = 0; second <= 20; second++) {
            paths.sampled("near", 10 * MILLI, false, second * SECOND);
            paths.sampled("far", (second < 15 ? 50 : 250) * MILLI, false, second * SECOND);
        }

        assertEquals(Optional.of(new DelaySample(10 * MILLI, 0, false)), paths.together(20 * SECOND));
    }

    @Test
    void aNewPathThatKnowsNothingYetDoesNotHideTheQueue() {
        for (int second = 0; second <= 20; second++) {
            paths.sampled("old", (second < 15 ? 10 : 110) * MILLI, false, second * SECOND);
        }
        paths.sampled("new", 120 * MILLI, false, 20 * SECOND);

        assertEquals(100 * MILLI, paths.together(20 * SECOND).orElseThrow().queueingNanos());
    }

    @Test
    void lossesOfFewPathsAreTheirsThoseOfHalfAreOurs() {
        paths.sampled("a", MILLI, true, 0);
        paths.sampled("b", MILLI, false, 0);
        paths.sampled("c", MILLI, false, 0);
        assertEquals(false, paths.together(0).orElseThrow().lost());

        paths.sampled("b", MILLI, true, 0);

        assertEquals(true, paths.together(0).orElseThrow().lost());
    }

    @Test
    void whatIsOldSaysNothingAndTooManyAreForgotten() {
        for (int i = 0; i <= PathDelays.MAX_PATHS; i++) {
            paths.sampled("p" + i, MILLI, false, i);
        }

        assertTrue(paths.baseNanos("p0").isEmpty());
        assertTrue(paths.baseNanos("p1").isPresent());
        assertTrue(paths.together(10 * SECOND).isEmpty());
    }
}
