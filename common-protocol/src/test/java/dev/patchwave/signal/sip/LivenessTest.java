package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.patchwave.signal.sip.Liveness.Due;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private static final long SEED = 5626;
    private static final long T0 = 1_000;

    private final Liveness ours = new Liveness(Optional.of(KeepAlive.USUAL), new SplittableRandom(SEED), T0);
    private final Liveness accepted = new Liveness(Optional.empty(), new SplittableRandom(SEED), T0);

    @Test
    void aPingIsDueBetween95And120Seconds() {
        assertEquals(Due.NOTHING, ours.tick(at(94.9)));
        assertEquals(Due.PING, ours.tick(at(120)));
    }

    @Test
    void aPongWithinTenSecondsBeginsTheNextInterval() {
        ours.tick(at(120));

        assertEquals(Due.NOTHING, ours.tick(at(129.9)));
        assertEquals(Due.NOTHING, ours.crlf(at(129.9)));

        assertEquals(Due.NOTHING, ours.tick(at(129.9 + 94.9)));
        assertEquals(Due.PING, ours.tick(at(129.9 + 120)));
    }

    @Test
    void withoutAPongTheConnectionIsGivenUp() {
        ours.tick(at(120));

        assertEquals(Due.CLOSE, ours.tick(at(130)));
    }

    @Test
    void aFlowTimerIsKeptWithin80To100Percent() {
        ours.flowTimer(Duration.ofSeconds(30), at(0));

        assertEquals(Due.NOTHING, ours.tick(at(23.9)));
        assertEquals(Due.PING, ours.tick(at(30)));
    }

    @Test
    void intervalsDiffer() {
        var first = new Liveness(Optional.of(KeepAlive.USUAL), new SplittableRandom(1), T0);
        var second = new Liveness(Optional.of(KeepAlive.USUAL), new SplittableRandom(2), T0);

        boolean apart = false;
        for (double seconds = 95; seconds < 120 && !apart; seconds += 0.1) {
            apart = first.tick(at(seconds)) != second.tick(at(seconds));
        }
        assertTrue(apart);
    }

    @Test
    void aConnectionOfOthersIsNeverPingedAndTheirPingsAreAnswered() {
        assertEquals(Due.NOTHING, accepted.tick(at(10_000)));
        assertEquals(Due.NOTHING, accepted.crlf(at(1)));
        assertEquals(Due.PONG, accepted.crlf(at(1)));
        assertEquals(Due.NOTHING, accepted.crlf(at(2)));
        assertEquals(Due.PONG, accepted.crlf(at(2)));
    }

    @Test
    void aLoneCrlfBeforeAMessageIsNoHalfOfAPing() {
        accepted.crlf(at(1));
        accepted.message();

        assertEquals(Due.NOTHING, accepted.crlf(at(2)));
    }

    @Test
    void aFlowTimerDoesNotMakeAServerPing() {
        accepted.flowTimer(Duration.ofSeconds(1), at(0));

        assertEquals(Due.NOTHING, accepted.tick(at(100)));
    }

    @Test
    void aPolicyHasItsBounds() {
        var second = Duration.ofSeconds(1);
        assertThrows(IllegalArgumentException.class, () -> new KeepAlive(second.multipliedBy(2), second, second));
        assertThrows(IllegalArgumentException.class, () -> new KeepAlive(Duration.ZERO, second, second));
        assertThrows(IllegalArgumentException.class, () -> new KeepAlive(second, second, Duration.ofHours(2)));
    }

    private static long at(double seconds) {
        return T0 + (long) (seconds * 1e9);
    }
}
