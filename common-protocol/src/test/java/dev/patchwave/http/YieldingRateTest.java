package dev.patchwave.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each on a simulated bottleneck; a failure prints the seed that replays it with {@code -Dpatchwave.seed}. */
class YieldingRateTest {
    private static final long MEGABIT = 1_000_000;
    private static final Duration TARGET = Duration.ofMillis(60);

    private final long seed = Long.getLong("patchwave.seed", System.nanoTime());

    @ParameterizedTest
    @CsvSource({
        "2, 0.02, 0.3",
        "10, 0.005, 0.1",
        "10, 0.05, 0.3",
        "10, 0.05, 1",
        "20, 0.1, 0.2",
        "50, 0.02, 0.05",
        "100, 0.03, 0.5"
    })
    void aloneItFillsTheLinkWithoutFillingItsBuffer(long megabits, double base, double buffer) {
        var link = link(megabits, base, buffer);
        var own = link.new Background(policy(Long.MAX_VALUE));

        link.run(10);
        own.movedBitsPerSecondOver(10);
        link.run(60);

        double used = own.movedBitsPerSecondOver(60) / link.bitsPerSecond;
        assertTrue(used >= 0.9, () -> told("used only " + used));
        assertTrue(link.queueSeconds() < 0.12, () -> told("a queue of " + link.queueSeconds() + " s"));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0.02, 0.3, 2",
        "10, 0.05, 0.3, 2",
        "10, 0.05, 1, 2",
        "20, 0.1, 0.5, 2",
        "50, 0.02, 0.2, 2",
        // A buffer hardly longer than the target tells by losses only, which the user's flow must first cause.
        "10, 0.02, 0.08, 4"
    })
    void itFallsToTheFloorForTheUserAndComesBackAfterwards(
            long megabits, double base, double buffer, double fallSeconds) {
        var link = link(megabits, base, buffer);
        var own = link.new Background(policy(link.bitsPerSecond));
        link.run(15);

        var user = link.new Greedy();
        double felt = secondsUntil(link, () -> own.allowedBitsPerSecond() <= floor(link), 30);
        link.run(20);
        own.movedBitsPerSecondOver(1);
        link.run(20);
        double beside = own.movedBitsPerSecondOver(20) / link.bitsPerSecond;
        user.stop();
        double returned = secondsUntil(link, () -> own.allowedBitsPerSecond() >= 0.8 * link.bitsPerSecond, 30);

        assertTrue(felt <= fallSeconds, () -> told("at the floor only after " + felt + " s"));
        assertTrue(beside <= 0.3, () -> told("took " + beside + " of the link beside the user"));
        assertTrue(returned <= 5, () -> told("back only after " + returned + " s"));
    }

    @ParameterizedTest
    @CsvSource({"10, 0.05, 0.3", "10, 0.01, 0.5", "40, 0.03, 0.3"})
    void twoOfOursShareFairlyAlsoWhenOneCameLate(long megabits, double base, double buffer) {
        var link = link(megabits, base, buffer);
        var early = link.new Background(policy(link.bitsPerSecond));
        link.run(30);
        var late = link.new Background(policy(link.bitsPerSecond));
        link.run(60);
        early.movedBitsPerSecondOver(1);
        late.movedBitsPerSecondOver(1);
        link.run(60);

        double ofEarly = early.movedBitsPerSecondOver(60) / link.bitsPerSecond;
        double ofLate = late.movedBitsPerSecondOver(60) / link.bitsPerSecond;

        double jain = (ofEarly + ofLate) * (ofEarly + ofLate) / 2 / (ofEarly * ofEarly + ofLate * ofLate);
        assertTrue(jain >= 0.88, () -> told(ofEarly + " and " + ofLate + ": " + jain));
        assertTrue(ofEarly + ofLate >= 0.85, () -> told(ofEarly + " and " + ofLate));
    }

    @Test
    void aLossWithoutAQueueHoldsNobodyBack() {
        var rate = new YieldingRate(policy(10 * MEGABIT), 0);

        rate.sampled(new DelaySample(20_000_000, 1_000_000, true), 9 * MEGABIT, 100_000_000);
        assertEquals(10 * MEGABIT, rate.bitsPerSecond());

        rate.sampled(new DelaySample(40_000_000, 20_000_000, true), 9 * MEGABIT, 200_000_000);
        assertTrue(rate.isHeld());
    }

    @Test
    void lossesInTurnAreOfAQueueThatWasFullBeforeWeCame() {
        var rate = new YieldingRate(policy(10 * MEGABIT), 0);

        for (int i = 1; i <= 2; i++) {
            rate.sampled(new DelaySample(300_000_000, 0, true), 9 * MEGABIT, i * 100_000_000L);
            assertFalse(rate.isHeld());
        }
        rate.sampled(new DelaySample(300_000_000, 0, true), 9 * MEGABIT, 300_000_000);
        assertTrue(rate.isHeld());
    }

    /** A flash crowd behind one uplink: nobody's delay is the user's, and they must not hold back for each other to the link's loss. */
    @ParameterizedTest
    @CsvSource({"5, 10, 0.02, 0.3", "10, 80, 0.01, 0.3", "20, 80, 0.04, 1", "20, 40, 0.04, 0.15", "40, 80, 0.02, 0.5"})
    void aCrowdOfOursFillsTheLinkThatItShares(int clients, long megabits, double base, double buffer) {
        var link = link(megabits, base, buffer);
        var crowd = Stream.generate(() -> link.new Background(policy(Long.MAX_VALUE)))
                .limit(clients)
                .toList();

        link.run(3);
        crowd.forEach(own -> own.movedBitsPerSecondOver(1));
        link.run(60);

        double used = crowd.stream()
                        .mapToDouble(own -> own.movedBitsPerSecondOver(60))
                        .sum()
                / link.bitsPerSecond;
        assertTrue(used >= 0.95, () -> told("used only " + used));
    }

    private Bottleneck link(long megabits, double base, double buffer) {
        return new Bottleneck(megabits * MEGABIT, base, buffer, new Random(seed));
    }

    private static YieldPolicy policy(long cap) {
        return YieldPolicy.under(cap, TARGET);
    }

    private static long floor(Bottleneck link) {
        return policy(link.bitsPerSecond).floorBitsPerSecond();
    }

    private static double secondsUntil(Bottleneck link, BooleanSupplier reached, int most) {
        long start = link.nowNanos;
        while (!reached.getAsBoolean() && link.nowNanos - start < most * 1_000_000_000L) {
            link.run(0.05);
        }
        return (link.nowNanos - start) / 1e9;
    }

    private String told(String what) {
        return what + ", seed " + seed;
    }
}
