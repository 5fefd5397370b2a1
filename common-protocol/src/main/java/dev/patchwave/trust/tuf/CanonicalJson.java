package dev.patchwave.trust.tuf;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The bytes that TUF signs: "canonical JSON" of the OLPC project. No white space, members by code point, and in texts only the quote
 * and the backslash are escaped, so that control characters stand raw: good for signing, no JSON for other readers.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /** What is signed. */
    public static byte[] encode(Json value) {
        var text = new StringBuilder();
        append(text, value, CanonicalJson::quote);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same for a file: control characters are escaped, so that every reader of JSON takes it and reads the same. */
    public static byte[] encodeFile(Json value) {
        var text = new StringBuilder();
        append(text, value, CanonicalJson::escape);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** How a text is written between its quotes. */
    interface Quoting {
        void append(StringBuilder out, String text);
    }

    static void append(StringBuilder out, Json value, Quoting quoting) {
        switch (value) {
            case Json.Members members -> members(out, members, quoting);
            case Json.Elements elements -> elements(out, elements, quoting);
            case Json.Text text -> quoting.append(out, text.value());
            case Json.Whole whole -> out.append(whole.value());
            case Json.Flag flag -> out.append(flag.value());
            case Json.Nothing nothing -> out.append("null");
        }
    }

    private static void members(StringBuilder out, Json.Members members, Quoting quoting) {
        out.append('{');
        String between = "";
        for (var member : members.values().entrySet()) {
            out.append(between);
            quoting.append(out, member.getKey());
            out.append(':');
            append(out, member.getValue(), quoting);
            between = ",";
        }
        out.append('}');
    }

    private static void elements(StringBuilder out, Json.Elements elements, Quoting quoting) {
        out.append('[');
        String between = "";
        for (Json element : elements.values()) {
            out.append(between);
            append(out, element, quoting);
            between = ",";
        }
        out.append(']');
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }

    private static void escape(StringBuilder out, String text) {
        var raw = new StringBuilder();
        quote(raw, text);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            out.append(c < ' ' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : String.valueOf(c));
        }
    }
}
