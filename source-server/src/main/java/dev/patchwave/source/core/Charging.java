package dev.patchwave.source.core;

import dev.patchwave.signal.HeaderParameters;
import java.util.Optional;

/**
 * What the network says for charging (RFC 7315 4.5, 4.6; TS 24.229 5.7.1.1), kept as it was said.
 *
 * @param vector value of P-Charging-Vector, at most {@link #MAX_CHARS} characters
 * @param functions value of P-Charging-Function-Addresses, at most as long
 */
public record Charging(Optional<String> vector, Optional<String> functions) {
    public static final Charging NONE = new Charging(Optional.empty(), Optional.empty());
    /** Longer values are left out. */
    public static final int MAX_CHARS = 512;

    private static final int MAX_PARAMETERS = 16;

    public Charging {
        vector = vector.filter(value -> value.length() <= MAX_CHARS);
        functions = functions.filter(value -> value.length() <= MAX_CHARS);
    }

    /** The icid-value of the vector, unquoted (RFC 7315 5.6). */
    public Optional<String> icid() {
        return parameter("icid-value");
    }

    /** The network in which the registration or request began. */
    public Optional<String> originatingNetwork() {
        return parameter("orig-ioi");
    }

    private Optional<String> parameter(String name) {
        try {
            return vector.map(value -> HeaderParameters.parse(value, 0, ';', MAX_PARAMETERS)
                            .getOrDefault(name, ""))
                    .filter(value -> !value.isEmpty());
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
