package dev.patchwave.http;

import dev.patchwave.release.Digest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What never changes of something that is served: its length and digest, from which entity tag, conditions and ranges follow.
 *
 * @param offsetBytes where it stands in the patch
 * @param chunkDigests of a segment, see {@link ChunkDigests}; empty where they are not known
 */
record Representation(
        long offsetBytes, long lengthBytes, Digest digest, String mediaType, Optional<String> chunkDigests) {
    /** Immutable for ever, for everybody: a changed patch is a new release. */
    static final String CACHE_CONTROL = "public, max-age=31536000, immutable";

    /** Strong: equal tags mean equal bytes. */
    String entityTag() {
        return entityTag(digest);
    }

    static String entityTag(Digest digest) {
        return "\"" + digest + "\"";
    }

    /** Whether If-None-Match says that the asker has it (RFC 9110 13.1.2). */
    static boolean isKnown(Request request, String entityTag) {
        return request.headers().all("If-None-Match").stream()
                .flatMap(field -> Arrays.stream(field.split(",")))
                .map(String::strip)
                .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag));
    }

    /** Which bytes are asked for; Range has a meaning for GET only (RFC 9110 14.2), If-Range only with our own tag (13.1.5). */
    ByteRange range(Request request) {
        var range = request.headers().first("Range");
        var condition = request.headers().first("If-Range");
        boolean applies = request.method().equals("GET")
                && condition.map(tag -> tag.strip().equals(entityTag())).orElse(true);
        return range.filter(field -> applies)
                .map(field -> ByteRange.parse(field, lengthBytes))
                .orElseGet(ByteRange.Whole::new);
    }

    /** Adds what every answer about this says. */
    Response describe(Response response) {
        var described = response.with("Content-Type", mediaType)
                .with("Accept-Ranges", "bytes")
                .with("ETag", entityTag())
                .with("Repr-Digest", digest.reprDigest())
                .with("Cache-Control", CACHE_CONTROL);
        return chunkDigests
                .map(leaves -> described.with(ChunkDigests.HEADER, leaves))
                .orElse(described);
    }
}
