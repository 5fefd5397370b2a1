package dev.patchwave.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A program with an uplink of its own and readers of their own, second by second. A failure prints the seed that replays it. */
class MeasuredUplinkTest {
    private static final long MEGABIT = 1_000_000;

    private final long seed = Long.getLong("patchwave.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final MeasuredUplink measured = new MeasuredUplink(MeasuredUplink.FIRST_TRANSFERS);
    private long second;

    @Test
    void nothingIsKnownBeforeThereWasALimit() {
        measured.idle();

        assertTrue(measured.bitsPerSecond().isEmpty());
        assertEquals(8, measured.transfers());
    }

    @Test
    void aWideUplinkGetsMoreTransfersAsLongAsTheyBringMore() {
        serve(200, 100, 1_000 * MEGABIT, 10 * MEGABIT);

        assertTrue(measured.transfers() >= 55, this::told);
    }

    @Test
    void aNarrowUplinkIsNeverGivenManyTransfers() {
        for (int i = 0; i < 300; i++) {
            serve(1, 100, 20 * MEGABIT, 4 * MEGABIT);
            assertTrue(measured.transfers() <= 13, this::told);
        }
    }

    /** What a cache with a thin uplink saw: what its sockets took, second by second. */
    @Test
    void whatFillsTheBuffersOfTheConnectionsIsNotTakenForTheUplink() {
        long[] megabits = {32, 19, 26, 18, 14, 24, 16, 25, 15};
        for (int i = 0; i < 600; i++) {
            measured.limited(megabits[i % megabits.length] * MEGABIT, measured.transfers(), i / 60);
        }

        assertTrue(measured.transfers() <= 13, this::told);
        assertTrue(measured.bitsPerSecond().orElseThrow() < 25 * MEGABIT, this::told);
    }

    @Test
    void aNarrowUplinkIsFoundAndFewTransfersFillIt() {
        serve(590, 100, 20 * MEGABIT, 4 * MEGABIT);

        assertNear(20 * MEGABIT, measured.bitsPerSecond().orElseThrow());
        assertTrue(measured.transfers() >= 5 && measured.transfers() <= 10, this::told);
    }

    @Test
    void slowReadersDoNotMakeItGiveEverFewerSlots() {
        serve(7_190, 100, 1_000 * MEGABIT, MEGABIT);

        assertTrue(measured.transfers() >= 55, this::told);
    }

    @Test
    void whenSlowReadersComeAfterFastOnesSlotsOpen() {
        serve(300, 100, 20 * MEGABIT, 10 * MEGABIT);
        assertTrue(measured.transfers() <= 6, this::told);

        serve(90, 100, 20 * MEGABIT, MEGABIT / 2);

        assertTrue(measured.transfers() >= 30, this::told);
    }

    @Test
    void anUplinkThatBecameNarrowerIsBelievedAfterTenMinutes() {
        serve(120, 100, 100 * MEGABIT, 4 * MEGABIT);
        assertNear(100 * MEGABIT, measured.bitsPerSecond().orElseThrow());

        serve(900, 100, 10 * MEGABIT, 4 * MEGABIT);

        assertNear(10 * MEGABIT, measured.bitsPerSecond().orElseThrow());
    }

    @Test
    void aQuietNightForgetsNothing() {
        serve(60, 100, 20 * MEGABIT, 4 * MEGABIT);
        for (int i = 0; i < 8 * 3_600; i++) {
            second++;
            measured.idle();
        }

        assertNear(20 * MEGABIT, measured.bitsPerSecond().orElseThrow());
    }

    /** More and more of {@code readers} want to be served; the uplink and the readers' links hold them. */
    private void serve(int seconds, int readers, long uplink, long reader) {
        for (int i = 0; i < seconds; i++) {
            second++;
            int wanting = Math.min(readers, 1 + i / 2);
            int served = Math.min(wanting, measured.transfers());
            boolean limited = wanting > served || served * reader > uplink;
            double noise = 1 - random.nextDouble() * 0.05;
            long rate = Math.round(Math.min(uplink, served * reader) * noise);
            if (limited) {
                measured.limited(rate, served, second / 60);
            } else {
                measured.idle();
            }
        }
    }

    private void assertNear(long expected, long actual) {
        assertTrue(
                Math.abs(actual - expected) < expected / 10, () -> actual + " is not near " + expected + ", " + told());
    }

    private String told() {
        return measured.transfers() + " transfers, " + measured.bitsPerSecond() + ", seed " + seed;
    }
}
