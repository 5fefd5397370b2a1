package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long MILLI = 1_000_000;
    private static final int SEGMENT_BYTES = 1 << 20;

    private final Pace pace = new Pace();

    @Test
    void theNextIsAskedForTwoRoundTripsBeforeTheEnd() {
        headAfter(100 * MILLI);
        came(500_000, 300 * MILLI); // 250 KB in each round trip: 500 KB are left soon.

        assertFalse(pace.isNearItsEnd(300 * MILLI));
        pace.came(100_000);
        assertTrue(pace.isNearItsEnd(300 * MILLI));
    }

    @Test
    void firstBytesThatComeTogetherTellNoRate() {
        headAfter(100 * MILLI);
        pace.came(64 << 10);

        assertFalse(pace.isNearItsEnd(100 * MILLI + 1));
    }

    @Test
    void onAShortLinkTheLastChunkIsLeft() {
        headAfter(MILLI / 10);
        pace.came(SEGMENT_BYTES - (64 << 10) - 1);
        assertFalse(pace.isNearItsEnd(1_000 * MILLI));

        pace.came(1);

        assertTrue(pace.isNearItsEnd(1_000 * MILLI));
    }

    @Test
    void anAnswerThatIsOverOrHasNoLengthIsNeverNearItsEnd() {
        headAfter(MILLI);
        pace.came(SEGMENT_BYTES);
        assertFalse(pace.isNearItsEnd(2 * MILLI));

        pace.asked(0);
        pace.answered(MILLI, -1);

        assertFalse(pace.isNearItsEnd(2 * MILLI));
    }

    @Test
    void whatWasAskedAheadTellsNoRoundTrip() {
        headAfter(100 * MILLI);
        pace.answered(1_000 * MILLI, SEGMENT_BYTES); // At once, as the request lay there already.
        came(500_000, 1_200 * MILLI);
        pace.came(100_000);

        assertTrue(pace.isNearItsEnd(1_200 * MILLI));
    }

    private void headAfter(long nanos) {
        pace.asked(0);
        pace.answered(nanos, SEGMENT_BYTES);
    }

    private void came(int bytes, long now) {
        pace.came(bytes);
        assertFalse(pace.isNearItsEnd(now));
    }
}
