package dev.patchwave.trust.tuf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads metadata strictly: UTF-8 only, no key twice, no fraction, nothing behind the end, nesting bounded. Two readers must never see
 * two meanings in what was signed. The caller has bounded the length.
 */
public final class JsonReader {
    /** Far above what any role needs; guards our stack. */
    static final int MAX_DEPTH = 64;

    private static final int MAX_NUMBER_DIGITS = 19;
    /** A text may be as long as the largest file; that limit is the caller's. */
    private static final int MAX_TEXT_CHARS = Integer.MAX_VALUE;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_DIGITS)
                    .maxStringLength(MAX_TEXT_CHARS)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonReader() {}

    /** Reads one value. @throws TufProblem MALFORMED when it is no JSON, or JSON that TUF cannot sign */
    public static Json read(byte[] utf8) throws TufProblem {
        try (var parser = FACTORY.createParser(ObjectReadContext.empty(), text(utf8))) {
            parser.nextToken();
            Json value = value(parser);
            if (parser.nextToken() != null) {
                throw new TufProblem(TufProblem.Reason.MALFORMED, "more than one JSON value");
            }
            return value;
        } catch (JacksonException e) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "no JSON: " + e.getOriginalMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "no JSON: " + e.getMessage(), e);
        }
    }

    private static String text(byte[] utf8) throws TufProblem {
        var strict = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return strict.decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "no UTF-8", e);
        }
    }

    private static Json value(JsonParser parser) throws TufProblem {
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new TufProblem(TufProblem.Reason.MALFORMED, "no JSON: empty");
        }
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> elements(parser);
            case VALUE_STRING -> new Json.Text(parser.getString());
            case VALUE_NUMBER_INT -> new Json.Whole(parser.getLongValue());
            case VALUE_TRUE, VALUE_FALSE -> new Json.Flag(token == JsonToken.VALUE_TRUE);
            case VALUE_NULL -> new Json.Nothing();
            default -> throw new TufProblem(TufProblem.Reason.MALFORMED, "a number with a fraction or exponent");
        };
    }

    private static Json members(JsonParser parser) throws TufProblem {
        var values = new TreeMap<String, Json>(Json.BY_CODE_POINT);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return new Json.Members(values);
    }

    private static Json elements(JsonParser parser) throws TufProblem {
        var values = new ArrayList<Json>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new Json.Elements(values);
    }
}
