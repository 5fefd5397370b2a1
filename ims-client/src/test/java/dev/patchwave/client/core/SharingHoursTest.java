package dev.patchwave.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SharingHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void noHoursAreAllDay() {
        assertTrue(SharingHours.allDay().contain(Instant.EPOCH));
        assertEquals(Optional.empty(), SharingHours.allDay().nextBorder(Instant.EPOCH));
    }

    @Test
    void hoursThatEndWhenTheyBeginAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> window(60, 60));
    }

    @Test
    void theClockOnTheWallCounts() {
        var hours = new SharingHours(List.of(window(22 * 60, 6 * 60)), BERLIN);

        assertTrue(hours.contain(Instant.parse("2026-07-01T20:00:00Z")), "22:00 in summer");
        assertEquals(
                Optional.of(Instant.parse("2026-01-01T21:00:00Z")),
                hours.nextBorder(Instant.parse("2026-01-01T20:00:00Z")),
                "22:00 in winter");
    }

    /** Whether uploads are allowed changes at borders only, also in the nights when the clocks are changed. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void nothingChangesBetweenTwoBorders(long seed) {
        var random = new SplittableRandom(seed);
        var hours = new SharingHours(List.of(randomWindow(random), randomWindow(random)), BERLIN);
        var now = Instant.parse(random.nextBoolean() ? "2026-03-28T00:00:00Z" : "2026-10-24T00:00:00Z");

        for (var end = now.plus(Duration.ofDays(3)); now.isBefore(end); ) {
            var border = hours.nextBorder(now).orElseThrow();
            assertTrue(border.isAfter(now), "seed " + seed);
            for (var minute = now; minute.isBefore(border); minute = minute.plusSeconds(60)) {
                assertEquals(hours.contain(now), hours.contain(minute), "seed " + seed + " at " + minute);
            }
            now = border;
        }
    }

    private static SharingHours.Window randomWindow(SplittableRandom random) {
        int from = random.nextInt(24 * 60);
        return window(from, (from + 1 + random.nextInt(24 * 60 - 1)) % (24 * 60));
    }

    private static SharingHours.Window window(int fromMinute, int toMinute) {
        return new SharingHours.Window(time(fromMinute), time(toMinute));
    }

    private static LocalTime time(int minute) {
        return LocalTime.ofSecondOfDay(minute * 60L);
    }
}
