package dev.patchwave.documentation;

import dev.patchwave.http.Problem;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** One HTTP message out of a document: start line, fields, and a body of one line. */
record HttpExample(String startLine, Map<String, String> fields, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    static HttpExample parse(String text) {
        int blank = text.indexOf("\n\n");
        String[] head = (blank < 0 ? text.stripTrailing() : text.substring(0, blank)).split("\n", -1);
        var fields = new LinkedHashMap<String, String>();
        for (int i = 1; i < head.length; i++) {
            int colon = head[i].indexOf(": ");
            if (colon < 1) {
                throw new IllegalArgumentException("no header field: " + head[i]);
            }
            fields.merge(
                    head[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    head[i].substring(colon + 2),
                    (first, next) -> first + ", " + next);
        }
        if (!head[0].matches("HTTP/1\\.1 [1-5]\\d\\d .+|[A-Z]+ /\\S* HTTP/1\\.1")) {
            throw new IllegalArgumentException("no start line: " + head[0]);
        }
        String body = blank < 0 ? "" : text.substring(blank + 2);
        boolean endsInLine = fields.getOrDefault("content-type", "").startsWith("text/");
        return new HttpExample(head[0], fields, endsInLine ? body : body.stripTrailing());
    }

    boolean isRequest() {
        return !startLine.startsWith("HTTP/");
    }

    String method() {
        return startLine.substring(0, startLine.indexOf(' '));
    }

    String path() {
        return startLine.split(" ", -1)[1];
    }

    /** Empty when it is absent. */
    String header(String name) {
        return fields.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** What our own server would answer with the same status and detail. */
    static byte[] problemAgain(byte[] json) {
        int status = JSON.readTree(json).path("status").asInt();
        String title = JSON.readTree(json).path("title").asString();
        var again = new LinkedHashMap<String, Object>();
        again.put("type", "about:blank");
        again.put("title", title);
        again.put("status", Problem.response(status, "").status());
        again.put("detail", Problem.detail(status, json));
        return JSON.writeValueAsString(again).getBytes(StandardCharsets.UTF_8);
    }

    static boolean sameJson(String one, String other) {
        return JSON.readTree(one).equals(JSON.readTree(other));
    }
}
