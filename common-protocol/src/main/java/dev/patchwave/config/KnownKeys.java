package dev.patchwave.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Finds a key that no configuration record knows. Looked for before the records are made, because a misspelt key would otherwise
 * be reported as the missing one that it was meant to be.
 */
final class KnownKeys {
    private KnownKeys() {}

    /** One line about the first unknown key below {@code node}, or empty. */
    static Optional<String> firstUnknown(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType list && node.isArray()) {
            return inList(node, list.getActualTypeArguments()[0], path);
        }
        if (type instanceof Class<?> record && record.isRecord() && node.isObject()) {
            return inRecord(node, record, path);
        }
        return Optional.empty();
    }

    private static Optional<String> inRecord(JsonNode node, Class<?> record, String path) {
        var components = Arrays.asList(record.getRecordComponents());
        for (String key : node.propertyNames()) {
            String here = path.isEmpty() ? key : path + "." + key;
            var component =
                    components.stream().filter(c -> c.getName().equals(key)).findFirst();
            var unknown = component.isEmpty()
                    ? Optional.of(here + ": unknown key; known here: "
                            + components.stream().map(RecordComponent::getName).collect(Collectors.joining(", ")))
                    : firstUnknown(node.get(key), component.get().getGenericType(), here);
            if (unknown.isPresent()) {
                return unknown;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> inList(JsonNode node, Type element, String path) {
        for (int i = 0; i < node.size(); i++) {
            var unknown = firstUnknown(node.get(i), element, path + "[" + i + "]");
            if (unknown.isPresent()) {
                return unknown;
            }
        }
        return Optional.empty();
    }
}
