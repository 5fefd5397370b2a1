package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UplinkTest {
    private static final long SECOND = 1_000_000_000;
    private static final long RATE = 8_000_000; // 1 MB/s

    private final Clockwork clockwork = new Clockwork();
    private final List<String> log = new ArrayList<>();
    private final Uplink uplink = new Uplink(RATE, () -> clockwork.now);

    @Test
    void theRateIsKept() {
        var alone = new Transfer("a", Integer.MAX_VALUE);
        uplink.request(alone);

        clockwork.runUntil(10 * SECOND);

        assertNear(10_000_000, alone.sent);
        assertNear(RATE, uplink.currentBitsPerSecond());
        assertTrue(uplink.utilisation() > 0.9);
    }

    @Test
    void transfersTakeTurns() {
        var a = new Transfer("a", Integer.MAX_VALUE);
        var b = new Transfer("b", Integer.MAX_VALUE);
        uplink.request(a);
        clockwork.runUntil(SECOND);
        uplink.request(b);

        clockwork.runUntil(3 * SECOND);

        assertNear(2_000_000, a.sent);
        assertNear(1_000_000, b.sent);
    }

    @Test
    void whoDoesNotTakeItsTurnHoldsNobodyUp() {
        var slow = new Transfer("slow", 1); // Its first slice never leaves, so it does not ask again.
        var fast = new Transfer("fast", Integer.MAX_VALUE);
        uplink.request(slow);
        uplink.request(fast);

        clockwork.runUntil(SECOND);

        assertNear(1_000_000, fast.sent);
    }

    @Test
    void theTurnOfOneThatIsGonePassesOn() {
        var gone = new Transfer("gone", Integer.MAX_VALUE);
        var first = new Transfer("first", 1);
        var last = new Transfer("last", 1);
        uplink.request(first);
        uplink.request(gone);
        uplink.request(last);
        gone.wanted = false;

        clockwork.runUntil(SECOND);

        assertEquals(List.of("first", "last"), log);
    }

    @Test
    void anIdleUplinkSavesNothingUp() {
        clockwork.runUntil(60 * SECOND);
        var late = new Transfer("late", Integer.MAX_VALUE);
        uplink.request(late);

        clockwork.runUntil(61 * SECOND);

        assertNear(1_000_000, late.sent);
    }

    @Test
    void aTimerThatWakesLateCostsNothing() {
        clockwork.lateNanos = 15_000_000;
        var alone = new Transfer("a", Integer.MAX_VALUE);
        uplink.request(alone);

        clockwork.runUntil(10 * SECOND);

        assertNear(10_000_000, alone.sent);
    }

    @Test
    void anotherRateHoldsAtOnceAlsoForWhoeverWaits() {
        var alone = new Transfer("a", Integer.MAX_VALUE);
        uplink.request(alone);
        clockwork.runUntil(SECOND);
        uplink.yieldTo(RATE / 100);
        clockwork.runUntil(2 * SECOND);
        long before = alone.sent;

        uplink.yieldTo(RATE);
        clockwork.runUntil(3 * SECOND);

        assertTrue(before < 1_100_000, () -> before + " bytes");
        assertNear(1_000_000, alone.sent - before);
    }

    @Test
    void itNeverGoesBeyondTheCap() {
        var alone = new Transfer("a", Integer.MAX_VALUE);
        uplink.request(alone);
        uplink.yieldTo(100 * RATE);

        clockwork.runUntil(SECOND);

        assertNear(1_000_000, alone.sent);
    }

    private static void assertNear(long expected, long actual) {
        assertTrue(Math.abs(actual - expected) < expected / 10, () -> actual + " is not near " + expected);
    }

    private final class Transfer implements Uplink.Slot {
        private final String name;
        private int turns;
        private boolean wanted = true;
        private long sent;

        Transfer(String name, int turns) {
            this.name = name;
            this.turns = turns;
        }

        @Override
        public int bytes() {
            return uplink.sliceBytes();
        }

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public void granted() {
            log.add(name);
            sent += bytes();
            if (--turns > 0) {
                uplink.request(this);
            }
        }

        @Override
        public void wakeAfter(long nanos, Runnable wake) {
            clockwork.after(nanos, wake);
        }
    }

    /** Time that passes when a test says so. */
    private static final class Clockwork {
        private long now;
        private long wakeAt = Long.MAX_VALUE;
        private Runnable wake;
        private long lateNanos;

        void after(long nanos, Runnable task) {
            wakeAt = now + nanos + lateNanos;
            wake = task;
        }

        void runUntil(long end) {
            while (wakeAt <= end) {
                now = wakeAt;
                wakeAt = Long.MAX_VALUE;
                wake.run();
            }
            now = end;
        }
    }
}
