package dev.patchwave.signal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Reads {@code name=token}, {@code name="quoted \" text"} and bare {@code name} with one separator between them, as the
 * headers of SIP have them (RFC 3261 25.1). Refuses duplicates, unfinished quotes, controls and more than a limit.
 */
public final class HeaderParameters {
    private final String text;
    private final char separator;
    private int at;

    private HeaderParameters(String text, int start, char separator) {
        this.text = text;
        this.at = start;
        this.separator = separator;
    }

    /**
     * Every parameter of {@code text} from {@code start} on, names in lower case, in order; a bare name has an empty value.
     *
     * @param separator {@code ;} or {@code ,}
     * @throws IllegalArgumentException saying what is wrong and where, without repeating values
     */
    public static Map<String, String> parse(String text, int start, char separator, int maxParameters) {
        return new HeaderParameters(text, start, separator).all(maxParameters);
    }

    /** The quoted form of a value, backslashes and quotes escaped. @throws IllegalArgumentException for a control character */
    public static String quote(String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw problem("control character in a value to be quoted");
        }
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Map<String, String> all(int maxParameters) {
        var parameters = new LinkedHashMap<String, String>();
        skipSpace();
        while (at < text.length()) {
            String name = name();
            String value = value();
            if (parameters.put(name, value) != null) {
                throw problem("parameter '" + name + "' is there twice");
            }
            if (parameters.size() > maxParameters) {
                throw problem("more than " + maxParameters + " parameters");
            }
            separator();
        }
        return parameters;
    }

    private String name() {
        int start = at;
        while (at < text.length() && isToken(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw problem("expected a parameter name at character " + at);
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private String value() {
        skipSpace();
        if (at == text.length() || text.charAt(at) != '=') {
            return "";
        }
        at++;
        skipSpace();
        return at < text.length() && text.charAt(at) == '"' ? quoted() : bare();
    }

    private String quoted() {
        var value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return value.toString();
            }
            if (c == '\\' && ++at < text.length()) {
                c = text.charAt(at);
            }
            if (Character.isISOControl(c) && c != '\t') {
                throw problem("control character in a quoted value");
            }
            value.append(c);
        }
        throw problem("a quoted value does not end");
    }

    private String bare() {
        int start = at;
        while (at < text.length() && text.charAt(at) != separator && !isSpace(text.charAt(at))) {
            if (text.charAt(at) == '"' || Character.isISOControl(text.charAt(at))) {
                throw problem("quote or control character within a value at character " + at);
            }
            at++;
        }
        if (at == start) {
            throw problem("expected a value at character " + at);
        }
        return text.substring(start, at);
    }

    private void separator() {
        skipSpace();
        if (at == text.length()) {
            return;
        }
        if (text.charAt(at) != separator) {
            throw problem("expected '" + separator + "' at character " + at);
        }
        at++;
        skipSpace();
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    /** Header folding may have left line ends between parameters (RFC 3261 7.3.1). */
    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isToken(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "-.!%*_+`'~".indexOf(c) >= 0;
    }

    private static IllegalArgumentException problem(String what) {
        return new IllegalArgumentException("header parameters: " + what);
    }
}
