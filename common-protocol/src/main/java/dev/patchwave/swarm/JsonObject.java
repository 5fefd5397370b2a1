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

    private static final int USUAL_FIELDS = 16;

    private String[] names = new String[USUAL_FIELDS];
    private Object[] values = new Object[USUAL_FIELDS];
    private int size;

    void add(String name, Object value) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
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
