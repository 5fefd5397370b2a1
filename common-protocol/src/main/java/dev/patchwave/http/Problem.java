package dev.patchwave.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.LinkedHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/** Errors as {@code application/problem+json} (RFC 9457): the title is the status phrase, the detail is for the reader. */
public final class Problem {
    static final String MEDIA_TYPE = "application/problem+json";
    private static final int MAX_PROBLEM_BYTES = 64 << 10;
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxNumberLength(40)
                            .maxStringLength(MAX_PROBLEM_BYTES)
                            .maxDocumentLength(MAX_PROBLEM_BYTES)
                            .build())
                    .build())
            .build();

    private Problem() {}

    /**
     * Of that status.
     *
     * @param detail one sentence of what is wrong with this very request; no secrets, no identities
     */
    public static Response response(int status, String detail) {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", "about:blank");
        json.put("title", HttpResponseStatus.valueOf(status).reasonPhrase());
        json.put("status", status);
        json.put("detail", detail);
        return Response.bytes(status, MEDIA_TYPE, JSON.writeValueAsBytes(json));
    }

    /** The detail of a problem that another program answered; the status phrase when it gave none. */
    public static String detail(int status, byte[] body) {
        try {
            var detail = JSON.readTree(body).path("detail").asString("");
            if (!detail.isEmpty()) {
                return detail;
            }
        } catch (JacksonException e) {
            // No problem+json: a program that is not ours.
        }
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }
}
