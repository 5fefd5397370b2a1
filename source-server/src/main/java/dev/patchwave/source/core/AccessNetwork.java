package dev.patchwave.source.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One value of P-Access-Network-Info (RFC 7315 5.4): where the radio or line says that the user is.
 *
 * @param cell the location that the access names, such as a cell id; the key of the operator's cell table
 * @param networkProvided whether the network wrote it; a value without this mark is the user's own word
 */
public record AccessNetwork(String cell, boolean networkProvided) {
    /** Longer header values are not looked at; a cell id has some 30 characters. */
    public static final int MAX_LENGTH_CHARS = 512;

    /** The parameters that carry a location, best first (RFC 7315 5.4, TS 24.229 7.2A.4). */
    private static final List<String> LOCATIONS = List.of(
            "utran-cell-id-3gpp",
            "cgi-3gpp",
            "utran-sai-3gpp",
            "gstn-location",
            "i-wlan-node-id",
            "dsl-location",
            "eth-location");

    /** Reads one header value; empty when it names no location. */
    public static Optional<AccessNetwork> parse(String headerValue) {
        if (headerValue.length() > MAX_LENGTH_CHARS) {
            return Optional.empty();
        }
        List<String> parameters = List.of(headerValue.split(";", -1));
        boolean networkProvided =
                parameters.stream().anyMatch(parameter -> "network-provided".equalsIgnoreCase(parameter.strip()));
        return LOCATIONS.stream()
                .flatMap(name -> parameters.stream().flatMap(parameter -> value(parameter, name).stream()))
                .findFirst()
                .map(cell -> new AccessNetwork(cell, networkProvided));
    }

    private static Optional<String> value(String parameter, String name) {
        int equals = parameter.indexOf('=');
        if (equals < 0
                || !parameter
                        .substring(0, equals)
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals(name)) {
            return Optional.empty();
        }
        String text = parameter.substring(equals + 1).strip();
        boolean quoted = text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"");
        return Optional.of(quoted ? text.substring(1, text.length() - 1) : text).filter(cell -> !cell.isEmpty());
    }
}
