package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A rate of payload bits, written {@code 80Mbit/s}; {@code unlimited} where nothing limits it. */
public record BitRate(long bitsPerSecond) {
    public static final BitRate UNLIMITED = new BitRate(Long.MAX_VALUE);

    private static final String UNLIMITED_WORD = "unlimited";
    private static final String ALLOWED =
            "a number and a unit of bit/s, kbit/s, Mbit/s or Gbit/s such as 80Mbit/s, 8kbit/s or more; or unlimited";
    private static final long MIN_BITS_PER_SECOND = 8_000;
    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s?(bit/s|kbit/s|Mbit/s|Gbit/s)");
    private static final Map<String, Long> UNITS =
            new TreeMap<>(Map.of("bit/s", 1L, "kbit/s", 1_000L, "Mbit/s", 1_000_000L, "Gbit/s", 1_000_000_000L));

    public BitRate {
        if (bitsPerSecond < MIN_BITS_PER_SECOND) {
            throw new IllegalArgumentException("'" + bitsPerSecond + "bit/s': " + ALLOWED);
        }
    }

    /** Reads {@code 80Mbit/s} or {@code unlimited}. @throws IllegalArgumentException naming what is allowed */
    @JsonCreator
    public static BitRate parse(String text) {
        if (text.equals(UNLIMITED_WORD)) {
            return UNLIMITED;
        }
        var match = FORM.matcher(text.strip());
        if (!match.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no rate; allowed: " + ALLOWED);
        }
        try {
            return new BitRate(Math.multiplyExact(Long.parseLong(match.group(1)), (long) UNITS.get(match.group(2))));
        } catch (ArithmeticException tooLarge) {
            throw new IllegalArgumentException("'" + text + "' is too large a rate; allowed: " + ALLOWED, tooLarge);
        }
    }

    public boolean isUnlimited() {
        return bitsPerSecond == Long.MAX_VALUE;
    }

    /** Whole bytes a second, rounded down. */
    public long bytesPerSecond() {
        return isUnlimited() ? Long.MAX_VALUE : bitsPerSecond / 8;
    }

    @Override
    @JsonValue
    public String toString() {
        if (isUnlimited()) {
            return UNLIMITED_WORD;
        }
        for (String unit : new String[] {"Gbit/s", "Mbit/s", "kbit/s"}) {
            if (bitsPerSecond % UNITS.get(unit) == 0) {
                return bitsPerSecond / UNITS.get(unit) + unit;
            }
        }
        return bitsPerSecond + "bit/s";
    }
}
