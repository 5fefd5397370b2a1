package dev.patchwave.source.audit;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of the log as JSON.
 *
 * @param seq 1 for the first line ever, then one more each, over all files
 * @param time when it was written, to the millisecond (UTC)
 * @param outcome a word of {@link AuditOutcome}
 * @param reason for people; empty where there is nothing to say
 * @param prev SHA-256 of the line before, without its line feed, in hexadecimal; 64 zeros in the first line
 */
@JsonPropertyOrder({"seq", "time", "who", "from", "command", "outcome", "reason", "prev"})
public record AuditLine(
        long seq, String time, String who, String from, String command, String outcome, String reason, String prev) {
    /** No line is longer: texts are bounded, and six bytes are the most that JSON makes of a character. */
    public static final int MAX_LINE_BYTES = 16 << 10;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(2)
                            .maxNumberLength(20)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** The JSON, without a line feed. */
    byte[] toBytes() {
        return JSON.writeValueAsBytes(this);
    }

    /** Reads a line. @throws IllegalArgumentException when it is none */
    static AuditLine read(byte[] line) {
        try {
            return JSON.readValue(line, AuditLine.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no line of an audit log: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public String toString() {
        return new String(toBytes(), StandardCharsets.UTF_8);
    }
}
