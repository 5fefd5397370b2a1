package dev.patchwave.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallersTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long T0 = Long.MAX_VALUE - SECOND; // A clock may pass over its end.

    private static final CallerBlock ALICE = new CallerBlock(1);
    private static final CallerBlock BOB = new CallerBlock(2);

    @Test
    void anAddressIsOneCallerAndOfIpv6ItsNetwork() throws Exception {
        assertEquals(of("192.0.2.1"), of("192.0.2.1"));
        assertNotEquals(of("192.0.2.1"), of("192.0.2.2"));
        assertEquals(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff:ffff:ffff:ffff"));
        assertNotEquals(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
        assertNotEquals(of("255.255.255.255"), of("2001:db8::1"));
    }

    @Test
    void twoSecondsWorthComesAtOnceAndThenTheRate() {
        var rate = new CallerRate(10);

        assertEquals(20, admitted(rate, ALICE, 100, T0));
        assertEquals(0, admitted(rate, ALICE, 100, T0 + SECOND / 20));
        assertEquals(10, admitted(rate, ALICE, 100, T0 + SECOND));
        assertEquals(20, admitted(rate, ALICE, 100, T0 + 60 * SECOND), "rest is not saved up for longer");
    }

    @Test
    void whatOneDoesCostsNobodyElse() {
        var rate = new CallerRate(10);
        admitted(rate, ALICE, 1_000, T0);

        assertEquals(20, admitted(rate, BOB, 100, T0));
    }

    @Test
    void whoCannotBeRefusedIsMadeToWait() {
        var rate = new CallerRate(10);

        assertEquals(0, rate.charge(ALICE, 20, T0));
        assertEquals(SECOND / 2, rate.charge(ALICE, 5, T0));
        assertFalse(rate.admit(ALICE, T0));
        assertEquals(0, rate.charge(ALICE, 0, T0 + SECOND));
    }

    @Test
    void onlySoManyAreRemembered() {
        var rate = new CallerRate(1, 2);
        admitted(rate, ALICE, 2, T0);
        admitted(rate, BOB, 2, T0);

        assertFalse(rate.admit(ALICE, T0));
        assertTrue(rate.admit(new CallerBlock(3), T0));
        assertTrue(rate.admit(BOB, T0), "forgotten: came least recently");
    }

    @Test
    void connectionsAreCountedForEach() {
        var count = new CallerCount(2);

        assertTrue(count.opened(ALICE));
        assertTrue(count.hasRoomFor(ALICE));
        assertTrue(count.opened(ALICE));
        assertFalse(count.hasRoomFor(ALICE));
        assertFalse(count.opened(ALICE));
        assertTrue(count.opened(BOB));
        count.closed(ALICE);
        assertTrue(count.opened(ALICE));
        count.closed(ALICE);
        count.closed(ALICE);
        count.closed(BOB);
        assertEquals(0, count.callers(), "nothing is kept of those who left");
    }

    private static int admitted(CallerRate rate, CallerBlock caller, int times, long now) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += rate.admit(caller, now) ? 1 : 0;
        }
        return admitted;
    }

    private static CallerBlock of(String address) throws UnknownHostException {
        return CallerBlock.of(InetAddress.getByName(address));
    }
}
