package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A number of bytes, written {@code 64KiB}; binary units, because segments and disks are counted in them. */
public record ByteSize(long bytes) {
    private static final String ALLOWED = "a number and a unit of B, KiB, MiB, GiB or TiB such as 64KiB";
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s?(B|KiB|MiB|GiB|TiB)");
    private static final Map<String, Long> UNITS =
            new TreeMap<>(Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40));

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("'" + bytes + "B': " + ALLOWED);
        }
    }

    /** Reads {@code 64KiB}. @throws IllegalArgumentException naming what is allowed */
    @JsonCreator
    public static ByteSize parse(String text) {
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size; allowed: " + ALLOWED);
        }
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(match.group(1)), (long) UNITS.get(match.group(2))));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("'" + text + "' is too large a size; allowed: " + ALLOWED, tooLarge);
        }
    }

    @Override
    @JsonValue
    public String toString() {
        for (String unit : new String[] {"TiB", "GiB", "MiB", "KiB"}) {
            if (bytes > 0 && bytes % UNITS.get(unit) == 0) {
                return bytes / UNITS.get(unit) + unit;
            }
        }
        return bytes + "B";
    }
}
