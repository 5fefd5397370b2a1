package dev.patchwave.http;

import dev.patchwave.release.Manifest;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;

/** A release as a Metalink document (RFC 5854), so that ordinary download tools verify what they fetch from us. */
final class Metalink {
    static final String MEDIA_TYPE = "application/metalink4+xml";
    /** Above this the document names the whole patch's digest only: it would be larger than 6 MiB. */
    private static final int MAX_PIECES = 1 << 16;

    private Metalink() {}

    /** @param contentUrl free of characters that XML treats specially */
    static byte[] of(Manifest manifest, String contentUrl) {
        var xml = new StringBuilder(256 + 100 * Math.min(manifest.segmentCount(), MAX_PIECES));
        xml.append(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<metalink xmlns=\"urn:ietf:params:xml:ns:metalink\">\n");
        xml.append("  <generator>Patchwave</generator>\n  <published>")
                .append(manifest.published().truncatedTo(ChronoUnit.SECONDS))
                .append("</published>\n");
        xml.append("  <file name=\"").append(fileName(manifest)).append("\">\n");
        xml.append("    <size>").append(manifest.lengthBytes()).append("</size>\n");
        xml.append("    <hash type=\"sha-256\">").append(manifest.digest()).append("</hash>\n");
        if (manifest.segmentCount() <= MAX_PIECES) {
            appendPieces(xml, manifest);
        }
        xml.append("    <url>").append(contentUrl).append("</url>\n  </file>\n</metalink>\n");
        return xml.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A name for a person's directory: {@code product-version}. */
    static String fileName(Manifest manifest) {
        return manifest.release().product() + "-" + manifest.release().version();
    }

    private static void appendPieces(StringBuilder xml, Manifest manifest) {
        xml.append("    <pieces length=\"").append(manifest.segmentSizeBytes()).append("\" type=\"sha-256\">\n");
        manifest.segmentDigests()
                .forEach(digest -> xml.append("      <hash>").append(digest).append("</hash>\n"));
        xml.append("    </pieces>\n");
    }
}
