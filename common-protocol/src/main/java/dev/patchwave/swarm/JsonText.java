package dev.patchwave.swarm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.core.util.JsonRecyclerPools;

/** The JSON text of swarm messages, token by token: no trees between the bytes and what they say. Pure; any thread. */
final class JsonText {
    private static final int MAX_DEPTH = 8;
    private static final int USUAL_BYTES = 512;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(SwarmCodec.MAX_REPORT_BYTES)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .recyclerPool(JsonRecyclerPools.threadLocalPool()) // Few threads read and write these, and often.
            .build();

    private JsonText() {}

    /**
     * Reads one value, see {@link JsonObject}; {@link JsonObject#ABSENT} when there is none.
     *
     * @throws JacksonException when it is no JSON, too deep, names a field twice, or is not all
     */
    static Object read(byte[] json) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), json)) {
            var first = parser.nextToken();
            if (first == null) {
                return JsonObject.ABSENT;
            }
            var value = value(parser, first);
            if (parser.nextToken() != null) {
                throw new StreamReadException(parser, "something follows behind its end");
            }
            return value;
        }
    }

    /** An object, whose fields {@code content} writes. */
    static byte[] object(Consumer<JsonGenerator> content) {
        var bytes = new ByteArrayBuilder(USUAL_BYTES);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            content.accept(json);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /** What was read, as text again. */
    static String shown(Object value) {
        var bytes = new ByteArrayBuilder();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            show(json, value);
        }
        return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
    }

    /** As deep as {@link #MAX_DEPTH}, which the parser sees to. */
    private static Object value(JsonParser parser, JsonToken token) {
        return switch (token) {
            case START_OBJECT -> fields(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new IllegalStateException("a value cannot begin with " + token);
        };
    }

    private static JsonObject fields(JsonParser parser) {
        var object = new JsonObject();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            var name = parser.currentName();
            object.add(name, value(parser, parser.nextToken()));
        }
        return object;
    }

    private static List<Object> elements(JsonParser parser) {
        var elements = new ArrayList<>();
        for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            elements.add(value(parser, token));
        }
        return elements;
    }

    private static void show(JsonGenerator json, Object value) {
        switch (value) {
            case null -> json.writeNull();
            case String text -> json.writeString(text);
            case Boolean flag -> json.writeBoolean(flag);
            case Number number -> json.writeNumber(number.toString());
            case List<?> elements -> {
                json.writeStartArray();
                elements.forEach(element -> show(json, element));
                json.writeEndArray();
            }
            case JsonObject object -> {
                json.writeStartObject();
                for (int at = 0; at < object.size(); at++) {
                    json.writeName(object.name(at));
                    show(json, object.value(at));
                }
                json.writeEndObject();
            }
            default -> {} // Nothing was there.
        }
    }
}
