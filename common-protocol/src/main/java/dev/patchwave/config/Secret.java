package dev.patchwave.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A password in a configuration: it is read, but never printed, logged or written back. */
public record Secret(String value) {
    private static final String HIDDEN = "(hidden)";

    /** Takes the text as it stands. */
    @JsonCreator
    public Secret {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("an empty password is not allowed");
        }
        if (value.equals(HIDDEN)) {
            throw new IllegalArgumentException("'" + HIDDEN + "' is what --print-config shows; put the password back");
        }
    }

    @Override
    @JsonValue
    public String toString() {
        return HIDDEN;
    }
}
