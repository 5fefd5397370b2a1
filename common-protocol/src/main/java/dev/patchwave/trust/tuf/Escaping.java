package dev.patchwave.trust.tuf;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.IntPredicate;

/** Names of others, made harmless for a URI and for a disk: percent signs and hex (RFC 3986 2.1). */
final class Escaping {
    /** What a file system takes is 255 bytes, and there must be room for an extension. */
    private static final int MAX_FILE_NAME_BYTES = 200;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Escaping() {}

    /** One segment of a path: only unreserved characters stay. */
    static String segment(String text) {
        return escape(text, Escaping::isUnreserved);
    }

    /** A path whose slashes stay. */
    static String path(String text) {
        return escape(text, octet -> octet == '/' || isUnreserved(octet));
    }

    /**
     * The name of a file. Capitals are escaped too, since some disks do not tell them from small letters, and a name too long is
     * replaced by its digest.
     */
    static String fileName(String text) {
        String escaped = escape(text, octet -> isUnreserved(octet) && !(octet >= 'A' && octet <= 'Z'));
        boolean special = escaped.startsWith("."); // Neither hidden nor a directory.
        String name = special ? "%2E" + escaped.substring(1) : escaped;
        if (name.length() <= MAX_FILE_NAME_BYTES) {
            return name;
        }
        byte[] digest = Hashes.digest("sha256").digest(text.getBytes(StandardCharsets.UTF_8));
        return "@" + Hashes.hex(digest); // No escaped name has that character.
    }

    private static String escape(String text, IntPredicate stays) {
        var escaped = new StringBuilder();
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (stays.test(octet)) {
                escaped.append((char) octet);
            } else {
                escaped.append('%').append(HEX.toHexDigits(octet));
            }
        }
        return escaped.toString();
    }

    private static boolean isUnreserved(int octet) {
        boolean letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
        boolean digit = octet >= '0' && octet <= '9';
        return letter || digit || "-._~".indexOf(octet) >= 0;
    }
}
