package dev.patchwave.config;

import java.net.URI;
import java.util.Collection;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;

/** Says in an operator's words, not in Java's, what kind of value was expected. */
final class WrongType {
    private WrongType() {}

    static String explain(MismatchedInputException wrong, JsonNode value) {
        String found = value.isValueNode() ? "'" + value.asString() + "' is not allowed; " : "";
        return found + "allowed: " + allowed(wrong.getTargetType());
    }

    private static String allowed(Class<?> type) {
        if (type == Integer.class || type == Long.class) {
            return "a whole number";
        }
        if (type == Boolean.class) {
            return "true or false";
        }
        if (type == URI.class) {
            return "an address such as http://127.0.0.1:8480";
        }
        if (type != null && Collection.class.isAssignableFrom(type)) {
            return "a list such as [a, b]";
        }
        if (type != null && type.isRecord() && type.getRecordComponents().length > 1 && type != HostPort.class) {
            return "a section of keys and values";
        }
        return "a text; a number needs its unit, or quotes";
    }
}
