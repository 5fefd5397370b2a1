package dev.patchwave.source.core;

import dev.patchwave.release.ReleaseId;
import java.util.Optional;

/**
 * What an instance runs, as its subscription says (RFC 6080 5.3): {@code vendor}, {@code model} and {@code version}.
 *
 * @param model the product's name in releases
 * @param version the installed version; any text, since a factory image may have a name of its own
 */
public record Running(String vendor, String model, String version) {
    /** Longer parameters are refused. */
    public static final int MAX_LENGTH_CHARS = 64;

    /** Of an instance that never said. */
    static final Running UNKNOWN = new Running("", "", "");

    public Running {
        requireShort(vendor);
        requireShort(model);
        requireShort(version);
    }

    public String product() {
        return model;
    }

    /** The release that is installed; empty when its name could never be one. */
    public Optional<ReleaseId> release() {
        try {
            return Optional.of(new ReleaseId(model, version));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The same device after it installed {@code release}. */
    Running upgradedTo(ReleaseId release) {
        return new Running(vendor, release.product(), release.version());
    }

    private static void requireShort(String parameter) {
        if (parameter.length() > MAX_LENGTH_CHARS) {
            throw new IllegalArgumentException(
                    "parameter of " + parameter.length() + " characters: at most " + MAX_LENGTH_CHARS);
        }
    }
}
