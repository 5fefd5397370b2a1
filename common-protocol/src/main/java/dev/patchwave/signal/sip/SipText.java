package dev.patchwave.signal.sip;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The small grammar that SIP header values share: quoted strings, parameters, tokens (RFC 3261 25.1). */
final class SipText {
    /** More parameters than any header that we know of has; beyond it somebody is feeding us rubbish. */
    private static final int PARAMETERS_LIMIT_COUNT = 64;

    private SipText() {}

    /** Cuts at {@code separator}, but not inside quotes or angle brackets. Parts are trimmed. */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == '<') {
                depth++;
            } else if (!quoted && c == '>') {
                depth--;
            } else if (!quoted && depth == 0 && c == separator) {
                parts.add(text.substring(start, i).trim());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).trim());
        return parts;
    }

    /**
     * Reads {@code ;name=value;flag}: names compare without case, values come unquoted, a flag has the empty value.
     *
     * @throws IllegalArgumentException when there are too many
     */
    static Map<String, String> parameters(String text) {
        List<String> parts = split(text, ';');
        if (parts.size() > PARAMETERS_LIMIT_COUNT) {
            throw new IllegalArgumentException("more than " + PARAMETERS_LIMIT_COUNT + " parameters");
        }
        Map<String, String> parameters = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String part : parts) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals).trim();
                String value = equals < 0 ? "" : part.substring(equals + 1).trim();
                parameters.putIfAbsent(name, unquoted(value));
            }
        }
        return Collections.unmodifiableMap(parameters);
    }

    static String unquoted(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            if (text.charAt(i) == '\\' && i + 1 < text.length() - 1) {
                i++;
            }
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).trim().toLowerCase(Locale.ROOT);
    }
}
