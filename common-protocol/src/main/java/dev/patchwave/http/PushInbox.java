package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.io.IOException;
import java.util.Optional;

/** What a program does with manifests and segments that others PUT to it. Called on worker threads, by several at once. */
public interface PushInbox {
    /** As what kind of holder the sender of a segment is counted, e.g. {@link HolderKind#SOURCE} at a cache. */
    HolderKind sender();

    /**
     * Decides about a manifest: verify, create the release in the store, then answer. May wait for the disk.
     *
     * @param path the release that the path names; the manifest's own must be the same
     * @param envelope the signed manifest, at most {@link HttpLimits#maxManifestBytes()}
     * @throws IOException when the disk fails: answered 507 when it is full, else 500
     */
    ManifestDecision manifest(ReleaseId path, byte[] envelope) throws IOException;

    /** A segment is coming whose chunks can be passed on from now on. May be told again; must not wait. */
    default void began(ReleaseId release, int segment) {}

    /** Told after a segment was verified and is on disk, before its sender is answered. */
    void stored(ReleaseId release, int segment, Optional<HolderId> from);

    /** What is answered to a manifest. */
    sealed interface ManifestDecision {
        /** 201 */
        record Accepted() implements ManifestDecision {}

        /** 204: it was known. */
        record AlreadyKnown() implements ManifestDecision {}

        /**
         * Problem+json.
         *
         * @param status e.g. 403 not signed by a known key, 409 sequence not above the last, 422 no manifest
         */
        record Refused(int status, String reason) implements ManifestDecision {}
    }
}
