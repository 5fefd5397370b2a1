package dev.patchwave.signal.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LoadShedderTest {
    private final LoadShedder shedder = new LoadShedder(100);
    private final Queue<Long> open = new ArrayDeque<>();
    private long now = TimeUnit.DAYS.toNanos(1);

    @Test
    void theLessARequestIsMissedTheSoonerItIsRefused() {
        fill(49);
        assertTrue(takes("SUBSCRIBE", false));
        assertFalse(takes("SUBSCRIBE", false));
        fill(61);
        assertTrue(takes("SUBSCRIBE", true));
        assertFalse(takes("SUBSCRIBE", true));
        fill(74);
        assertTrue(takes("MESSAGE", false));
        for (String method : new String[] {"MESSAGE", "NOTIFY", "OPTIONS", "PUBLISH"}) {
            assertFalse(takes(method, false), method);
        }
        fill(86);
        assertTrue(takes("NOTIFY", true));
        assertFalse(takes("NOTIFY", true));
        fill(99);
        assertTrue(takes("REGISTER", false));
        assertFalse(takes("REGISTER", false));
        assertEquals(
                Map.of("MESSAGE", 1L, "NOTIFY", 2L, "OPTIONS", 1L, "REGISTER", 1L, "SUBSCRIBE", 2L, "other", 1L),
                shedder.shedByMethod());
        assertEquals(100, shedder.pressurePercent(now));
        assertEquals(100, shedder.unanswered(now));
    }

    @Test
    void refusingEndsOnlyWellBelowWhereItBegan() {
        fill(50);
        assertFalse(takes("SUBSCRIBE", false));

        drain(35);
        assertFalse(takes("SUBSCRIBE", false));
        drain(34);
        assertTrue(takes("SUBSCRIBE", false));
    }

    @Test
    void whatWaitsForLongIsAQueueHoweverShort() {
        fill(10);
        pass(Duration.ofMillis(1_500));
        assertTrue(takes("SUBSCRIBE", false));

        pass(Duration.ofMillis(750));
        assertFalse(takes("SUBSCRIBE", false));
        assertTrue(takes("MESSAGE", false));
        assertEquals(Duration.ofMillis(2_250), shedder.delay(now));

        pass(Duration.ofSeconds(2));
        assertFalse(takes("REGISTER", false));
    }

    @Test
    void oneThatIsNeverAnsweredIsNoQueue() {
        fill(1);
        pass(Duration.ofSeconds(20));

        assertTrue(takes("SUBSCRIBE", false));
        assertEquals(Duration.ZERO, shedder.delay(now));
    }

    @Test
    void neighboursAreToldToHoldBackMoreTheFullerItIs() {
        fill(49);
        assertEquals(OptionalInt.empty(), shedder.lossPercent(now));
        fill(50);
        assertEquals(OptionalInt.of(5), shedder.lossPercent(now));
        fill(75);
        assertEquals(OptionalInt.of(50), shedder.lossPercent(now));
        fill(100);
        assertEquals(OptionalInt.of(100), shedder.lossPercent(now));
    }

    @Test
    void theEndIsToldForSomeTime() {
        fill(60);
        shedder.lossPercent(now);
        drain(0);

        assertEquals(OptionalInt.of(0), shedder.lossPercent(now));
        pass(Duration.ofMillis(4_900));
        assertEquals(OptionalInt.of(0), shedder.lossPercent(now));
        pass(Duration.ofMillis(200));
        assertEquals(OptionalInt.empty(), shedder.lossPercent(now));
    }

    private boolean takes(String method, boolean inDialog) {
        var arrival = shedder.admit(method, inDialog, now);
        arrival.ifPresent(open::add);
        return arrival.isPresent();
    }

    /** By registrations, which are taken to the last. */
    private void fill(int count) {
        while (open.size() < count) {
            assertTrue(takes("REGISTER", false));
        }
    }

    private void drain(int count) {
        while (open.size() > count) {
            shedder.answered(open.remove(), now);
        }
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
