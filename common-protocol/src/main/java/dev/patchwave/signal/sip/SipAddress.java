package dev.patchwave.signal.sip;

import java.util.Map;
import java.util.Optional;

/**
 * A value of From, To, Contact, Route and their like: {@code "name" <uri>;parameters} (RFC 3261 20.10).
 *
 * @param uri as written between the brackets, or bare without parameters
 * @param parameters those of the header, not of the URI; names compare without case
 */
public record SipAddress(String uri, Map<String, String> parameters) {
    /**
     * Reads a header value.
     *
     * @throws IllegalArgumentException when there is no URI in it
     */
    public static SipAddress parse(String value) {
        int open = openBracket(value);
        int close = open < 0 ? -1 : value.indexOf('>', open);
        if (open >= 0 && close < 0) {
            throw new IllegalArgumentException("address without a closing >");
        }
        int semicolon = value.indexOf(';');
        int end = open >= 0 ? close + 1 : semicolon < 0 ? value.length() : semicolon;
        String uri = (open >= 0 ? value.substring(open + 1, close) : value.substring(0, end)).trim();
        if (uri.isEmpty()) {
            throw new IllegalArgumentException("address without a URI");
        }
        return new SipAddress(uri, SipText.parameters(value.substring(end)));
    }

    /** The tag of From or To; empty when there is none. */
    public Optional<String> tag() {
        return parameter("tag");
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /**
     * As a SIP URI.
     *
     * @throws IllegalArgumentException when it is no SIP URI, for instance {@code tel:} or {@code *}
     */
    public SipUri sipUri() {
        return SipUri.parse(uri);
    }

    /** The first bracket outside a quoted display name. */
    private static int openBracket(String value) {
        boolean quoted = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        return -1;
    }
}
