package dev.patchwave.swarm;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object of a swarm message, read field by field. Whatever is wrong is an {@link IllegalArgumentException} that names
 * the path of the field, its value and what is allowed.
 */
final class JsonFields {
    private static final int MAX_DEPTH = 8;
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");
    private static final int MAX_VALUE_SHOWN = 60;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(SwarmCodec.MAX_REPORT_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final String path;
    private final JsonNode node;

    private JsonFields(String path, JsonNode node) {
        this.path = path;
        this.node = node;
    }

    static JsonFields parse(String what, byte[] json, int limitBytes) {
        if (json.length > limitBytes) {
            throw new IllegalArgumentException(what + " of " + json.length + " bytes: at most " + limitBytes);
        }
        try {
            return object(what, MAPPER.readTree(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + ": no JSON: " + e.getOriginalMessage(), e);
        }
    }

    static byte[] bytes(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }

    <T> T text(String field, Function<String, T> reader) {
        var value = present(field);
        if (!value.isString()) {
            throw wrong(field, value, "a string");
        }
        try {
            return reader.apply(value.stringValue());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + field + " " + shown(value) + ": " + e.getMessage(), e);
        }
    }

    <T> Optional<T> optionalText(String field, Function<String, T> reader) {
        return node.has(field) ? Optional.of(text(field, reader)) : Optional.empty();
    }

    /** A word of an enumeration; empty when it is one that only another version of the programs knows. */
    <T> Optional<T> word(String field, Function<String, T> reader) {
        return text(field, word -> known(word, reader));
    }

    /** The same, empty when it is absent too. */
    <T> Optional<T> optionalWord(String field, Function<String, T> reader) {
        return node.has(field) ? word(field, reader) : Optional.empty();
    }

    private static <T> Optional<T> known(String word, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(word));
        } catch (IllegalArgumentException unknown) {
            if (WORD.matcher(word).matches()) {
                return Optional.empty();
            }
            throw unknown;
        }
    }

    boolean has(String field) {
        return node.has(field);
    }

    long number(String field, long least, long most) {
        return number(field, present(field), least, most);
    }

    long numberOr(String field, long least, long most, long otherwise) {
        return node.has(field) ? number(field, least, most) : otherwise;
    }

    double decimal(String field, double least, double most) {
        var value = present(field);
        if (!value.isNumber() || value.doubleValue() < least || value.doubleValue() > most) {
            throw wrong(field, value, "a number of " + least + " to " + most);
        }
        return value.doubleValue();
    }

    boolean flagOr(String field, boolean otherwise) {
        return node.has(field) ? flag(field) : otherwise;
    }

    boolean flag(String field) {
        var value = present(field);
        if (!value.isBoolean()) {
            throw wrong(field, value, "true or false");
        }
        return value.booleanValue();
    }

    /** The numbers of an array; none when it is absent. Each may stand there once, so their count is bounded by the range. */
    int[] integers(String field, int least, int most) {
        return elements(field, most - least + 1)
                .mapToInt(value -> (int) number(field, value, least, most))
                .toArray();
    }

    Optional<JsonFields> object(String field) {
        return node.has(field) ? Optional.of(object(path + ": " + field, node.get(field))) : Optional.empty();
    }

    /** The texts of an array, none longer than so many characters; none when it is absent. */
    List<String> texts(String field, int limit, int maxChars) {
        return elements(field, limit)
                .map(value -> {
                    if (!value.isString() || value.stringValue().length() > maxChars) {
                        throw wrong(field, value, "texts of at most " + maxChars + " characters");
                    }
                    return value.stringValue();
                })
                .toList();
    }

    /** The objects of an array; none when it is absent. */
    <T> List<T> objects(String field, int limit, Function<JsonFields, T> reader) {
        return elements(field, limit)
                .map(value -> object(path + ": " + field, value))
                .map(fields -> fields.checked(() -> reader.apply(fields)))
                .toList();
    }

    /** The same, without those that only another version of the programs understands. */
    <T> List<T> understood(String field, int limit, Function<JsonFields, Optional<T>> reader) {
        return objects(field, limit, reader).stream().flatMap(Optional::stream).toList();
    }

    /** Builds a value from these fields; what its constructor refuses is told with this object's path. */
    <T> T checked(Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            boolean located = e.getMessage().startsWith(path);
            throw located ? e : new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    private Stream<JsonNode> elements(String field, int limit) {
        if (!node.has(field)) {
            return Stream.empty();
        }
        var array = node.get(field);
        if (!array.isArray() || array.size() > limit) {
            throw wrong(field, array, "an array of at most " + limit);
        }
        return array.valueStream();
    }

    private long number(String field, JsonNode value, long least, long most) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(field, value, "an integer");
        }
        if (value.longValue() < least || value.longValue() > most) {
            throw wrong(field, value, least + " to " + most);
        }
        return value.longValue();
    }

    private JsonNode present(String field) {
        if (!node.has(field)) {
            throw new IllegalArgumentException(path + ": " + field + " is missing");
        }
        return node.get(field);
    }

    private static JsonFields object(String path, JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(path + " " + shown(node) + ": expected an object");
        }
        return new JsonFields(path, node);
    }

    private IllegalArgumentException wrong(String field, JsonNode value, String expected) {
        return new IllegalArgumentException(path + ": " + field + " " + shown(value) + ": expected " + expected);
    }

    private static String shown(JsonNode value) {
        var text = value.toString();
        return text.length() <= MAX_VALUE_SHOWN ? text : text.substring(0, MAX_VALUE_SHOWN) + "...";
    }
}
