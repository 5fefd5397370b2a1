package dev.patchwave.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * One JSON object of a swarm message, read field by field. Whatever is wrong is an {@link IllegalArgumentException} that names
 * the path of the field, its value and what is allowed.
 */
final class JsonFields {
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,31}");
    private static final int MAX_VALUE_SHOWN = 60;

    private final Supplier<String> path; // Asked for when something is wrong.
    private final JsonObject object;

    private JsonFields(Supplier<String> path, JsonObject object) {
        this.path = path;
        this.object = object;
    }

    static JsonFields parse(String what, byte[] json, int limitBytes) {
        if (json.length > limitBytes) {
            throw new IllegalArgumentException(what + " of " + json.length + " bytes: at most " + limitBytes);
        }
        try {
            return object(() -> what, JsonText.read(json));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(what + ": no JSON: " + e.getOriginalMessage(), e);
        }
    }

    <T> T text(String field, Function<String, T> reader) {
        return text(field, present(field), reader);
    }

    <T> Optional<T> optionalText(String field, Function<String, T> reader) {
        var value = object.get(field);
        return JsonObject.ABSENT.equals(value) ? Optional.empty() : Optional.of(text(field, value, reader));
    }

    /** A word of an enumeration; empty when it is one that only another version of the programs knows. */
    <T> Optional<T> word(String field, Function<String, T> reader) {
        return text(field, word -> known(word, reader));
    }

    /** The same, empty when it is absent too. */
    <T> Optional<T> optionalWord(String field, Function<String, T> reader) {
        return has(field) ? word(field, reader) : Optional.empty();
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
        return !JsonObject.ABSENT.equals(object.get(field));
    }

    long number(String field, long least, long most) {
        return number(field, present(field), least, most);
    }

    long numberOr(String field, long least, long most, long otherwise) {
        var value = object.get(field);
        return JsonObject.ABSENT.equals(value) ? otherwise : number(field, value, least, most);
    }

    double decimal(String field, double least, double most) {
        var value = present(field);
        if (!(value instanceof Number number) || number.doubleValue() < least || number.doubleValue() > most) {
            throw wrong(field, value, "a number of " + least + " to " + most);
        }
        return number.doubleValue();
    }

    boolean flagOr(String field, boolean otherwise) {
        return has(field) ? flag(field) : otherwise;
    }

    boolean flag(String field) {
        var value = present(field);
        if (!(value instanceof Boolean flag)) {
            throw wrong(field, value, "true or false");
        }
        return flag;
    }

    /** The numbers of an array; none when it is absent. Each may stand there once, so their count is bounded by the range. */
    int[] integers(String field, int least, int most) {
        return elements(field, most - least + 1).stream()
                .mapToInt(value -> (int) number(field, value, least, most))
                .toArray();
    }

    Optional<JsonFields> object(String field) {
        var value = object.get(field);
        return JsonObject.ABSENT.equals(value) ? Optional.empty() : Optional.of(object(pathOf(field), value));
    }

    /** The texts of an array, none longer than so many characters; none when it is absent. */
    List<String> texts(String field, int limit, int maxChars) {
        var texts = new ArrayList<String>();
        for (Object value : elements(field, limit)) {
            if (!(value instanceof String text) || text.length() > maxChars) {
                throw wrong(field, value, "texts of at most " + maxChars + " characters");
            }
            texts.add(text);
        }
        return texts;
    }

    /** The objects of an array; none when it is absent. */
    <T> List<T> objects(String field, int limit, Function<JsonFields, T> reader) {
        var objects = new ArrayList<T>();
        for (Object value : elements(field, limit)) {
            var fields = object(pathOf(field), value);
            objects.add(fields.checked(() -> reader.apply(fields)));
        }
        return objects;
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
            boolean located = e.getMessage().startsWith(path.get());
            throw located ? e : new IllegalArgumentException(path.get() + ": " + e.getMessage(), e);
        }
    }

    private <T> T text(String field, Object value, Function<String, T> reader) {
        if (!(value instanceof String text)) {
            throw wrong(field, value, "a string");
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    path.get() + ": " + field + " " + shown(value) + ": " + e.getMessage(), e);
        }
    }

    private List<?> elements(String field, int limit) {
        var value = object.get(field);
        if (JsonObject.ABSENT.equals(value)) {
            return List.of();
        }
        if (!(value instanceof List<?> elements) || elements.size() > limit) {
            throw wrong(field, value, "an array of at most " + limit);
        }
        return elements;
    }

    private long number(String field, Object value, long least, long most) {
        if (!(value instanceof Integer || value instanceof Long)) {
            throw wrong(field, value, "an integer");
        }
        long number = ((Number) value).longValue();
        if (number < least || number > most) {
            throw wrong(field, value, least + " to " + most);
        }
        return number;
    }

    private Object present(String field) {
        var value = object.get(field);
        if (JsonObject.ABSENT.equals(value)) {
            throw new IllegalArgumentException(path.get() + ": " + field + " is missing");
        }
        return value;
    }

    private Supplier<String> pathOf(String field) {
        return () -> path.get() + ": " + field;
    }

    private static JsonFields object(Supplier<String> path, Object value) {
        if (!(value instanceof JsonObject object)) {
            throw new IllegalArgumentException(path.get() + " " + shown(value) + ": expected an object");
        }
        return new JsonFields(path, object);
    }

    private IllegalArgumentException wrong(String field, Object value, String expected) {
        return new IllegalArgumentException(path.get() + ": " + field + " " + shown(value) + ": expected " + expected);
    }

    private static String shown(Object value) {
        var text = JsonText.shown(value);
        return text.length() <= MAX_VALUE_SHOWN ? text : text.substring(0, MAX_VALUE_SHOWN) + "...";
    }
}
