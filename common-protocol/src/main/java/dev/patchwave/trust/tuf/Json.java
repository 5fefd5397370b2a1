package dev.patchwave.trust.tuf;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A JSON value as TUF signs it: whole numbers only, texts of whole characters, members in the order of canonical JSON. Immutable,
 * and complete: fields that we do not know stay in it, for they are signed too (specification 4).
 */
public sealed interface Json {
    /** By Unicode code point, which is the order of the UTF-8 bytes and not that of {@link String}. */
    Comparator<String> BY_CODE_POINT = Json::compareCodePoints;

    /** An object. */
    record Members(SortedMap<String, Json> values) implements Json {
        public Members {
            values = sorted(values);
        }

        public static Members of(Map<String, Json> values) {
            return new Members(sorted(values));
        }

        private static SortedMap<String, Json> sorted(Map<String, Json> values) {
            var sorted = new TreeMap<String, Json>(BY_CODE_POINT);
            sorted.putAll(values);
            sorted.keySet().forEach(Json::requireWhole);
            return Collections.unmodifiableSortedMap(sorted);
        }
    }

    /** An array. */
    record Elements(List<Json> values) implements Json {
        public Elements {
            values = List.copyOf(values);
        }
    }

    /** A string without lone surrogates, which have no UTF-8. */
    record Text(String value) implements Json {
        public Text {
            requireWhole(value);
        }
    }

    /** A number without fraction or exponent. */
    record Whole(long value) implements Json {}

    /** True or false. */
    record Flag(boolean value) implements Json {}

    /** Null. */
    record Nothing() implements Json {}

    private static void requireWhole(String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("a lone surrogate in a text");
        }
    }

    private static int compareCodePoints(String left, String right) {
        int at = 0;
        while (at < left.length() && at < right.length()) {
            int difference = Integer.compare(left.codePointAt(at), right.codePointAt(at));
            if (difference != 0) {
                return difference;
            }
            at += Character.charCount(left.codePointAt(at));
        }
        return Integer.compare(left.length(), right.length());
    }
}
