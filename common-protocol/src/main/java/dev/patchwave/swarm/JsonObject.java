package dev.patchwave.swarm;

import java.util.Arrays;

/**
 * The fields of one JSON object as they were read: a value is a {@link String}, a {@link Number}, a {@link Boolean}, a {@code List} of such,
 * another of these, or null where JSON says so. That no name comes twice is the parser's to see to.
 *
 * <p>Messages of swarms come by the thousand a second and have a dozen fields each: looking at each in turn takes less than making a map.
 */
final class JsonObject {
    /** What {@link #get} gives for a field that is not there. */
    static final Object ABSENT = new Object();

    private static final int FIRST_FIELDS = 4;
    private static final String[] NO_NAMES = {};
    private static final Object[] NO_VALUES = {};

    private String[] names = NO_NAMES;
    private Object[] values = NO_VALUES;
    private int size;

    void add(String name, Object value) {
        if (size == names.length) {
            int room = Math.max(FIRST_FIELDS, 2 * size);
            names = Arrays.copyOf(names, room);
            values = Arrays.copyOf(values, room);
        }
        names[size] = name;
        values[size++] = value;
    }

    Object get(String name) {
        for (int at = 0; at < size; at++) {
            if (names[at].equals(name)) {
                return values[at];
            }
        }
        return ABSENT;
    }

    int size() {
        return size;
    }

    String name(int at) {
        return names[at];
    }

    Object value(int at) {
        return values[at];
    }
}
