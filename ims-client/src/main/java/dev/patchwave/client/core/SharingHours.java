package dev.patchwave.client.core;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The hours of the day in which the owner lets the device upload, by the clock on the wall.
 *
 * @param windows none is all day
 * @param zone where the wall is
 */
public record SharingHours(List<Window> windows, ZoneId zone) {
    /**
     * Hours of each day, over midnight where {@code to} is before {@code from}.
     *
     * @param from included
     * @param to not included, another time than {@code from}
     */
    public record Window(LocalTime from, LocalTime to) {
        public Window {
            if (from.equals(to)) {
                throw new IllegalArgumentException(
                        "hours from " + from + " to " + to + ": must begin and end at different times");
            }
        }

        boolean contains(LocalTime time) {
            boolean begun = !time.isBefore(from);
            boolean notOver = time.isBefore(to);
            return from.isBefore(to) ? begun && notOver : begun || notOver;
        }
    }

    public SharingHours {
        windows = List.copyOf(windows);
    }

    /** At any time. */
    public static SharingHours allDay() {
        return new SharingHours(List.of(), ZoneId.of("UTC"));
    }

    boolean contain(Instant now) {
        var time = now.atZone(zone).toLocalTime();
        return windows.isEmpty() || windows.stream().anyMatch(window -> window.contains(time));
    }

    /** When to look again: the next time that a window begins or ends. */
    Optional<Instant> nextBorder(Instant now) {
        var here = now.atZone(zone);
        return windows.stream()
                .flatMap(window -> Stream.of(window.from(), window.to()))
                .map(border -> after(here, border))
                .min(Instant::compareTo);
    }

    private static Instant after(ZonedDateTime here, LocalTime border) {
        var today = here.with(border).toInstant();
        return today.isAfter(here.toInstant())
                ? today
                : here.plusDays(1).with(border).toInstant();
    }
}
