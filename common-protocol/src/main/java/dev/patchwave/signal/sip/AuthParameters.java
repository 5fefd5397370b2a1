package dev.patchwave.signal.sip;

import dev.patchwave.signal.HeaderParameters;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The value of one (WWW-, Proxy-)Authenticate or (Proxy-)Authorization header: a scheme and its parameters, quoted or
 * not (RFC 3261 25.1). Refuses what is too long, unfinished or said twice: two readers of one such header must not
 * come to two conclusions.
 */
final class AuthParameters {
    static final int MAX_LENGTH_CHARS = 4096;
    static final int MAX_PARAMETERS = 24;

    private final String scheme;
    private final Map<String, String> values; // Names in lower case, in the order of the header.

    private AuthParameters(String scheme, Map<String, String> values) {
        this.scheme = scheme;
        this.values = values;
    }

    /** Reads a header value. @throws IllegalArgumentException saying what is wrong, without repeating secrets */
    static AuthParameters parse(String headerValue) {
        if (headerValue.length() > MAX_LENGTH_CHARS) {
            throw new IllegalArgumentException(
                    "authentication header of " + headerValue.length() + " characters: at most " + MAX_LENGTH_CHARS);
        }
        String text = headerValue.strip();
        int space = text.indexOf(' ');
        if (space <= 0) {
            throw new IllegalArgumentException("authentication header: expected a scheme and parameters");
        }
        return new AuthParameters(text.substring(0, space), HeaderParameters.parse(text, space, ',', MAX_PARAMETERS));
    }

    /** Starts a value of the {@code Digest} scheme. */
    static AuthParameters digest() {
        return new AuthParameters("Digest", new LinkedHashMap<>());
    }

    boolean isDigest() {
        return scheme.equalsIgnoreCase("Digest");
    }

    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)));
    }

    /** @throws IllegalArgumentException when the parameter is absent */
    String require(String name) {
        return get(name).orElseThrow(() -> new IllegalArgumentException("digest parameter " + name + " is missing"));
    }

    AuthParameters quoted(String name, String value) {
        values.put(name, HeaderParameters.quote(value));
        return this;
    }

    AuthParameters token(String name, String value) {
        values.put(name, value);
        return this;
    }

    /** The header value of what {@link #quoted} and {@link #token} put together; not for parsed ones. */
    String format() {
        var text = new StringBuilder(scheme);
        String separator = " ";
        for (var parameter : values.entrySet()) {
            text.append(separator).append(parameter.getKey()).append('=').append(parameter.getValue());
            separator = ", ";
        }
        return text.toString();
    }
}
