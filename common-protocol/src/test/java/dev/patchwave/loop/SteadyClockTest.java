package dev.patchwave.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant timeOfDay = NOON;
    private long nanos = Long.MAX_VALUE - 5; // It may wrap.

    private final SteadyClock clock = new SteadyClock(() -> timeOfDay, () -> nanos);

    @Test
    void itBeginsAtTheTimeOfDayAndCountsOn() {
        assertEquals(NOON, clock.instant());

        nanos += Duration.ofSeconds(3).toNanos();

        assertEquals(NOON.plusSeconds(3), clock.instant());
    }

    @Test
    void nobodyWhoSetsTheTimeOfDayMovesIt() {
        nanos += 7;

        timeOfDay = NOON.minus(Duration.ofDays(1));
        assertEquals(NOON.plusNanos(7), clock.instant());

        timeOfDay = NOON.plus(Duration.ofDays(1));
        assertEquals(NOON.plusNanos(7), clock.instant());
    }
}
