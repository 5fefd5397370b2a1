package dev.patchwave.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/**
 * Reads a program's YAML file into its configuration record, and prints the record with its defaults filled in.
 *
 * <p>Strict: unknown and doubled keys, wrong types and values that a record refuses all end in one {@link ConfigProblem}. Defaults
 * live in the records, so that what {@link #print} shows is what the program runs with.
 */
public final class ConfigFile {
    private static final long MAX_FILE_BYTES = 1 << 20;

    /** Deeper than any configuration goes; guards our stack. */
    private static final int MAX_DEPTH = 32;

    private static final YAMLMapper MAPPER = YAMLMapper.builder(YAMLFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(40)
                            .maxStringLength((int) MAX_FILE_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
            .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
            .enable(YAMLWriteFeature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build();

    private ConfigFile() {}

    /**
     * Reads {@code file} as a {@code type}.
     *
     * @throws ConfigProblem when the file cannot be read, is no YAML, or holds a key or value that is not allowed
     */
    public static <T> T load(Path file, Class<T> type) {
        String text = text(file);
        JsonNode tree = tree(file, text);
        try {
            KnownKeys.firstUnknown(tree, type, "").ifPresent(unknown -> {
                throw new ConfigProblem(file, unknown);
            });
            return MAPPER.readValue(tree.isMissingNode() || tree.isNull() ? "{}" : text, type);
        } catch (JacksonException e) {
            throw new ConfigProblem(file, explain(e, tree), e);
        }
    }

    private static JsonNode tree(Path file, String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new ConfigProblem(file, syntax(e) + line(e), e);
        }
    }

    /** The record as YAML, defaults included. */
    public static String print(Object config) {
        return MAPPER.writeValueAsString(config);
    }

    private static String text(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new ConfigProblem(file, "larger than " + MAX_FILE_BYTES + " bytes, which no configuration needs");
            }
            return Files.readString(file);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new ConfigProblem(file, "no such file", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new ConfigProblem(file, "is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ConfigProblem(file, "cannot be read: " + FileTrouble.reason(e), e);
        }
    }

    private static String explain(JacksonException e, JsonNode tree) {
        String where = path(e);
        if (e.getCause() instanceof BadValue bad) {
            return join(where, bad.key()) + ": " + bad.getMessage(); // The line would be that of the section's end.
        }
        if (e.getCause() instanceof IllegalArgumentException refused) {
            return where + ": " + refused.getMessage() + line(e);
        }
        String what =
                e instanceof MismatchedInputException wrong ? WrongType.explain(wrong, valueAt(e, tree)) : syntax(e);
        return (where.isEmpty() ? "" : where + ": ") + what + line(e);
    }

    private static JsonNode valueAt(JacksonException e, JsonNode tree) {
        JsonNode value = tree;
        for (var step : e.getPath()) {
            value = step.getPropertyName() == null ? value.path(step.getIndex()) : value.path(step.getPropertyName());
        }
        return value;
    }

    private static String path(JacksonException e) {
        return e.getPath().stream()
                .map(step -> step.getPropertyName() == null ? "[" + step.getIndex() + "]" : step.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
    }

    private static String join(String where, String key) {
        return where.isEmpty() ? key : where + "." + key;
    }

    private static String line(JacksonException e) {
        var location = e.getLocation();
        return location == null || location.getLineNr() < 1 ? "" : " (line " + location.getLineNr() + ")";
    }

    /** What YAML's parser was doing and what it met; the lines between are a picture of the text. */
    private static String syntax(JacksonException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(line -> !line.isBlank() && !Character.isWhitespace(line.charAt(0)))
                .collect(Collectors.joining(": "));
    }
}
