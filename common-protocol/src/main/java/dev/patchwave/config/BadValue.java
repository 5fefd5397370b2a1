package dev.patchwave.config;

/**
 * A value that a configuration record refuses. Thrown by the record's compact constructor, which knows its key; {@link ConfigFile}
 * adds the file and the path that leads to the record.
 */
public final class BadValue extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;

    /**
     * @param key of the value within its record
     * @param value as the operator would recognise it
     * @param allowed what may stand there, e.g. {@code 1 to 65535}
     */
    public BadValue(String key, Object value, String allowed) {
        super("'" + value + "' is not allowed; allowed: " + allowed);
        this.key = key;
    }

    private BadValue(String key, String message) {
        super(message);
        this.key = key;
    }

    /** A key that has no default and was left out. */
    public static BadValue missing(String key, String allowed) {
        return new BadValue(key, "missing; allowed: " + allowed);
    }

    public String key() {
        return key;
    }

    /** {@code value} itself, or a complaint that {@code key} is missing. */
    public static <T> T required(String key, T value, String allowed) {
        if (value == null) {
            throw missing(key, allowed);
        }
        return value;
    }

    /** {@code value}, or {@code otherwise} when it was left out, within {@code min} and {@code max}. */
    public static int inRange(String key, Integer value, int otherwise, int min, int max) {
        int chosen = value == null ? otherwise : value;
        if (chosen < min || chosen > max) {
            throw new BadValue(key, chosen, min + " to " + max);
        }
        return chosen;
    }

    /** {@code value}, or {@code otherwise} when it was left out. */
    public static <T> T orElse(T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
