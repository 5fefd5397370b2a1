package dev.patchwave.trust;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The strictest JSON reader there is, for what is signed: no unknown, missing, repeated or null keys, no text for numbers,
 * nothing after the end, so that two readers never see two meanings in the same signed bytes.
 */
final class TrustJson {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_NUMBER_DIGITS = 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_DIGITS)
                            .maxStringLength(ManifestCodec.MAX_ENVELOPE_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .build();

    private TrustJson() {}

    static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    static <T> T read(byte[] json, Class<T> type, int maxBytes) throws TrustProblem {
        String what = type.getSimpleName();
        if (json.length > maxBytes) {
            throw new TrustProblem(
                    TrustProblem.Reason.TOO_LARGE,
                    "a " + what + " of " + json.length + " bytes: at most " + maxBytes + " are read");
        }
        try {
            T read = MAPPER.readValue(json, type);
            if (read == null) {
                throw new TrustProblem(TrustProblem.Reason.MALFORMED, "no " + what + ": null");
            }
            return read;
        } catch (JacksonException e) {
            throw new TrustProblem(TrustProblem.Reason.MALFORMED, "no " + what + ": " + e.getOriginalMessage(), e);
        }
    }
}
