package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalTime;
import java.util.regex.Pattern;

/** Hours of each day as operators write them: {@code 22:00-06:00}, over midnight where the second is the earlier. */
public record DayHours(LocalTime from, LocalTime to) {
    private static final Pattern FORM = Pattern.compile("((?:[01]\\d|2[0-3]):[0-5]\\d)-((?:[01]\\d|2[0-3]):[0-5]\\d)");

    /** Reads {@code 22:00-06:00}. @throws IllegalArgumentException naming what is allowed */
    @JsonCreator
    public static DayHours parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches() || match.group(1).equals(match.group(2))) {
            throw new IllegalArgumentException(
                    "'" + text + "' are no hours; allowed: two different times of a day such as 22:00-06:00");
        }
        return new DayHours(LocalTime.parse(match.group(1)), LocalTime.parse(match.group(2)));
    }

    @Override
    @JsonValue
    public String toString() {
        return from + "-" + to;
    }
}
