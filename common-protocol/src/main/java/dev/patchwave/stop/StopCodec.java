package dev.patchwave.stop;

import dev.patchwave.trust.SignedStop;
import java.util.Collection;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of {@code GET /v1/stops}. Pure; any thread. */
public final class StopCodec {
    /** As many scopes as are remembered, each of the largest. */
    public static final int MAX_LIST_BYTES = StopState.MAX_SCOPES * (SignedStop.MAX_TEXT_CHARS + 4) + 64;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(4)
                            .maxStringLength(SignedStop.MAX_TEXT_CHARS)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private record StopList(List<String> stops) {}

    private StopCodec() {}

    public static byte[] write(Collection<String> stops) {
        return JSON.writeValueAsBytes(new StopList(List.copyOf(stops)));
    }

    /** Reads a list of orders, of which nothing is verified yet. @throws IllegalArgumentException when it is none */
    public static List<String> read(byte[] json) {
        try {
            var read = JSON.readValue(json, StopList.class);
            if (read == null
                    || read.stops == null
                    || read.stops.contains(null)
                    || read.stops.size() > StopState.MAX_SCOPES) {
                throw new IllegalArgumentException("no list of at most " + StopState.MAX_SCOPES + " stop orders");
            }
            return List.copyOf(read.stops);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no list of stop orders: " + e.getOriginalMessage(), e);
        }
    }
}
