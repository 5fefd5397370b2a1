package dev.patchwave.release;

import java.util.regex.Pattern;

/**
 * The name of one release, written {@code product@version} in paths, JSON, logs and directories.
 *
 * <p>Both halves keep to characters that need no escaping in a URI path segment (RFC 3986 3.3) and that no file
 * system treats specially, so a release id is never encoded and can never leave its directory.
 *
 * @param product 1 to 63 of {@code a-z 0-9 -}, starting with a letter or digit
 * @param version 1 to 63 of {@code 0-9 A-Z a-z . _ + -}, starting with a letter or digit, not ending in {@code .meta4}
 */
public record ReleaseId(String product, String version) implements Comparable<ReleaseId> {
    private static final Pattern PRODUCT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._+-]{0,62}");
    /** The suffix of the Metalink route, which a version must not be mistaken for. */
    private static final String METALINK_SUFFIX = ".meta4";

    public ReleaseId {
        if (!PRODUCT.matcher(product).matches()) {
            throw new IllegalArgumentException(
                    "product '" + product + "': 1 to 63 characters of a-z, 0-9 and -, starting with a letter or digit");
        }
        if (!VERSION.matcher(version).matches() || version.endsWith(METALINK_SUFFIX)) {
            throw new IllegalArgumentException("version '" + version
                    + "': 1 to 63 characters of 0-9, A-Z, a-z and . _ + -, starting with a letter or digit, not ending in "
                    + METALINK_SUFFIX);
        }
    }

    /**
     * Reads {@code product@version}.
     *
     * @throws IllegalArgumentException when the text is not of that form; the message says what is allowed
     */
    public static ReleaseId parse(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException(
                    "release '" + text + "': expected product@version, e.g. ims-client@4.2.1");
        }
        return new ReleaseId(text.substring(0, at), text.substring(at + 1));
    }

    @Override
    public int compareTo(ReleaseId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return product + "@" + version;
    }
}
