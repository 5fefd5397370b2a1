package dev.patchwave.signal.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The head of a message as it came, before any grammar is laid on it: its first line, and its headers in order with folded lines
 * joined and compact names written out. Reads whatever bytes there are; never fails.
 *
 * @param firstLine without its line end
 * @param headers lines without a colon are left out
 * @param bytes how long the head is, with the empty line that ends it
 */
record RawHead(String firstLine, List<Field> headers, int bytes) {
    /** RFC 3261 7.3.3 and 20, RFC 6665 8.2, RFC 3515 and what else is registered with one letter. */
    private static final Map<String, String> COMPACT = Map.ofEntries(
            Map.entry("c", "content-type"),
            Map.entry("e", "content-encoding"),
            Map.entry("f", "from"),
            Map.entry("i", "call-id"),
            Map.entry("k", "supported"),
            Map.entry("l", "content-length"),
            Map.entry("m", "contact"),
            Map.entry("o", "event"),
            Map.entry("s", "subject"),
            Map.entry("t", "to"),
            Map.entry("u", "allow-events"),
            Map.entry("v", "via"));

    /** One header: its long name in lower case and its value, trimmed. */
    record Field(String name, String value) {}

    RawHead {
        headers = List.copyOf(headers);
    }

    static RawHead of(byte[] message) {
        int at = 0;
        while (at < message.length && message[at] >= 0 && message[at] < ' ') {
            at++; // Keep-alives and what a sender left behind of its last body (RFC 3261 7.5).
        }
        List<String> lines = new ArrayList<>();
        boolean ended = false;
        while (at < message.length && !ended) {
            int end = lineEnd(message, at);
            String line = new String(message, at, end - at, StandardCharsets.UTF_8);
            ended = line.isBlank();
            append(line, lines);
            at = afterLine(message, end);
        }
        String first = lines.isEmpty() ? "" : lines.getFirst();
        return new RawHead(first, fields(lines.subList(Math.min(1, lines.size()), lines.size())), at);
    }

    private static void append(String line, List<String> lines) {
        boolean folded = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
        if (folded && lines.size() > 1) {
            lines.add(lines.removeLast() + " " + line.strip());
        } else if (!line.isBlank()) {
            lines.add(line);
        }
    }

    private static List<Field> fields(List<String> lines) {
        List<Field> fields = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                String name = line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                fields.add(new Field(
                        COMPACT.getOrDefault(name, name),
                        line.substring(colon + 1).strip()));
            }
        }
        return fields;
    }

    private static int lineEnd(byte[] message, int from) {
        int end = from;
        while (end < message.length && message[end] != '\r' && message[end] != '\n') {
            end++;
        }
        return end;
    }

    private static int afterLine(byte[] message, int end) {
        boolean both = end + 1 < message.length && message[end] == '\r' && message[end + 1] == '\n';
        return Math.min(message.length, end + (both ? 2 : 1));
    }

    boolean isResponse() {
        return firstLine.regionMatches(true, 0, "SIP/", 0, 4);
    }

    /** The first word of a request. */
    String method() {
        int space = firstLine.indexOf(' ');
        return space < 0 ? firstLine : firstLine.substring(0, space);
    }

    /** What stands between the method and the version of a request. */
    String target() {
        int from = firstLine.indexOf(' ');
        int to = firstLine.lastIndexOf(' ');
        return to > from ? firstLine.substring(from, to).strip() : "";
    }

    List<String> all(String name) {
        return headers.stream()
                .filter(field -> field.name.equals(name))
                .map(Field::value)
                .toList();
    }

    Optional<String> first(String name) {
        return headers.stream()
                .filter(field -> field.name.equals(name))
                .map(Field::value)
                .findFirst();
    }
}
