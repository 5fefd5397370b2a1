package dev.patchwave.client.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A word that is read from a configuration but never printed or logged. */
public record Secret(String value) {
    private static final String HIDDEN = "(hidden)";

    /** From a configuration. */
    @JsonCreator
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** What {@code --print-config} shows. */
    @JsonValue
    String shown() {
        return HIDDEN;
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
