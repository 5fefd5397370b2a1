package dev.patchwave.http;

import dev.patchwave.release.Digest;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.store.SegmentStore;
import java.util.Map;
import java.util.TreeMap;

/** Digests of manifests as they are sent, reckoned once for each. Thread-safe. */
final class ManifestTags {
    private static final int MAX_REMEMBERED = 64;

    private final Map<ReleaseId, Tag> tags = new TreeMap<>();

    private record Tag(SegmentStore held, Digest digest) {}

    synchronized Digest digestOf(SegmentStore held) {
        var known = tags.get(held.release());
        if (known != null && known.held == held) {
            return known.digest;
        }
        if (tags.size() >= MAX_REMEMBERED) {
            tags.clear();
        }
        var tag = new Tag(held, Digest.of(held.signed().envelope()));
        tags.put(held.release(), tag);
        return tag.digest;
    }
}
