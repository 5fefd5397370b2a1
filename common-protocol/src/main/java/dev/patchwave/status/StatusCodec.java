package dev.patchwave.status;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** {@link ProgramStatus} as JSON. Readers skip fields they do not know, so that an old {@code patchwave status} reads a new program. */
public final class StatusCodec {
    /** What a status may take at most: 10 000 members and some. */
    public static final int MAX_STATUS_BYTES = 4 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER_CHARS = 40;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .maxStringLength(MAX_STATUS_BYTES)
                            .maxDocumentLength(MAX_STATUS_BYTES)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private StatusCodec() {}

    public static byte[] write(ProgramStatus status) {
        return MAPPER.writeValueAsBytes(status);
    }

    /** Reads a status. @throws IllegalArgumentException when the bytes are none */
    public static ProgramStatus read(byte[] json) {
        if (json.length > MAX_STATUS_BYTES) {
            throw new IllegalArgumentException("a status of " + json.length + " bytes: at most " + MAX_STATUS_BYTES);
        }
        ProgramStatus status;
        try {
            status = MAPPER.readValue(json, ProgramStatus.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not a status: " + e.getOriginalMessage(), e);
        }
        if (status == null) {
            throw new IllegalArgumentException("not a status: null");
        }
        return status;
    }
}
