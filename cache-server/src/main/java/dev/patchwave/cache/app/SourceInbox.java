package dev.patchwave.cache.app;

import dev.patchwave.http.PushInbox;
import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.util.Optional;

/**
 * What the source pushes. A segment proves itself by its digest; manifests are not taken this way, because a fill order must name them.
 */
final class SourceInbox implements PushInbox {
    private final CachedReleases releases;

    SourceInbox(CachedReleases releases) {
        this.releases = releases;
    }

    @Override
    public HolderKind sender() {
        return HolderKind.SOURCE;
    }

    @Override
    public ManifestDecision manifest(ReleaseId path, byte[] envelope) {
        return new ManifestDecision.Refused(403, "a cache takes manifests by fill order only; publish at the source");
    }

    @Override
    public void began(ReleaseId release, int segment) {
        releases.find(release).ifPresent(held -> held.began(segment));
    }

    @Override
    public void stored(ReleaseId release, int segment, Optional<HolderId> from) {
        releases.find(release).ifPresent(held -> held.pushed(segment));
    }
}
