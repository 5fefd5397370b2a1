package dev.patchwave.signal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the fields of one JSON object strictly, and remembers which were asked for. Every problem names its field. */
final class SignalFields {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(32)
                            .maxStringLength(SignalLimits.MAX_SIGNAL_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Makes a value of text or refuses it with an {@link IllegalArgumentException} that says what is allowed. */
    interface Parser<T> extends Function<String, T> {}

    private final JsonNode object;
    private final TreeSet<String> asked = new TreeSet<>();

    private SignalFields(JsonNode object) {
        this.object = object;
    }

    /** Reads the text of an object; what is too large is not parsed. */
    static SignalFields parse(byte[] json) throws SignalProblem {
        if (json.length > SignalLimits.MAX_SIGNAL_BYTES) {
            throw new SignalProblem(
                    "signal", json.length + " bytes", "at most " + SignalLimits.MAX_SIGNAL_BYTES + " bytes");
        }
        try {
            JsonNode root = MAPPER.readTree(json);
            if (!root.isObject()) {
                throw new SignalProblem("signal", root.toString(), "expected a JSON object");
            }
            return new SignalFields(root);
        } catch (JacksonException e) {
            throw new SignalProblem("signal", "JSON", "not readable: " + e.getOriginalMessage());
        }
    }

    static byte[] bytes(JsonNode json) {
        return MAPPER.writeValueAsBytes(json);
    }

    boolean has(String field) {
        return object.has(field);
    }

    <T> T text(String field, Parser<T> parser) throws SignalProblem {
        return parsed(field, present(field), parser);
    }

    <T> Optional<T> optionalText(String field, Parser<T> parser) throws SignalProblem {
        asked.add(field);
        return object.has(field) ? Optional.of(text(field, parser)) : Optional.empty();
    }

    long number(String field, long least, long most) throws SignalProblem {
        return number(field, present(field), least, most);
    }

    <T> List<T> texts(String field, int most, Parser<T> parser) throws SignalProblem {
        JsonNode array = present(field);
        if (!array.isArray() || array.size() > most) {
            throw new SignalProblem(field, array.toString(), "expected an array of at most " + most);
        }
        var values = new ArrayList<T>();
        for (JsonNode value : array) {
            values.add(parsed(field, value, parser));
        }
        return values;
    }

    /** An object of numbers, at most {@code most}. */
    SortedMap<String, Long> numbers(String field, int most) throws SignalProblem {
        JsonNode numbers = present(field);
        if (!numbers.isObject() || numbers.size() > most) {
            throw new SignalProblem(field, numbers.toString(), "expected an object of at most " + most + " numbers");
        }
        var values = new TreeMap<String, Long>();
        for (var entry : numbers.properties()) {
            values.put(entry.getKey(), number(field + "." + entry.getKey(), entry.getValue(), 0, Long.MAX_VALUE));
        }
        return values;
    }

    /** Refuses a field that nobody asked for. */
    void refuseUnknown() throws SignalProblem {
        for (String field : object.propertyNames()) {
            if (!asked.contains(field)) {
                throw new SignalProblem(field, object.get(field).toString(), "unknown field; known are " + asked);
            }
        }
    }

    private JsonNode present(String field) throws SignalProblem {
        asked.add(field);
        JsonNode value = object.get(field);
        if (value == null) {
            throw new SignalProblem(field, "", "is missing");
        }
        return value;
    }

    private static <T> T parsed(String field, JsonNode value, Parser<T> parser) throws SignalProblem {
        if (!value.isString()) {
            throw new SignalProblem(field, value.toString(), "expected a string");
        }
        try {
            return parser.apply(value.stringValue());
        } catch (IllegalArgumentException refused) {
            throw new SignalProblem(field, value.stringValue(), refused.getMessage());
        }
    }

    private static long number(String field, JsonNode value, long least, long most) throws SignalProblem {
        boolean good = value.isIntegralNumber()
                && value.canConvertToLong()
                && value.longValue() >= least
                && value.longValue() <= most;
        if (!good) {
            throw new SignalProblem(field, value.toString(), "expected a whole number from " + least + " to " + most);
        }
        return value.longValue();
    }
}
