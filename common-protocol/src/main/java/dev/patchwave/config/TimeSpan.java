package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A length of time as operators write it: {@code 500ms}, {@code 30s}, {@code 5min}, {@code 2h}, {@code 1d}. */
public record TimeSpan(Duration duration) {
    private static final String ALLOWED = "a number and a unit of ms, s, min, h or d such as 30s";
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})\\s?(ms|s|min|h|d)");
    private static final Map<String, Long> UNITS_MILLIS =
            new TreeMap<>(Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L));

    /** Reads {@code 30s}. @throws IllegalArgumentException naming what is allowed */
    @JsonCreator
    public static TimeSpan parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no time; allowed: " + ALLOWED);
        }
        return new TimeSpan(Duration.ofMillis(
                Math.multiplyExact(Long.parseLong(match.group(1)), (long) UNITS_MILLIS.get(match.group(2)))));
    }

    public static TimeSpan of(Duration duration) {
        return new TimeSpan(duration);
    }

    @Override
    @JsonValue
    public String toString() {
        long millis = duration.toMillis();
        for (String unit : new String[] {"d", "h", "min", "s"}) {
            if (millis > 0 && millis % UNITS_MILLIS.get(unit) == 0) {
                return millis / UNITS_MILLIS.get(unit) + unit;
            }
        }
        return millis + "ms";
    }
}
