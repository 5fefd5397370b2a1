package dev.patchwave.http;

import dev.patchwave.release.ReleaseId;
import dev.patchwave.swarm.HolderId;
import dev.patchwave.swarm.HolderKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Takes one manifest and no other. */
final class KnowsOne implements PushInbox {
    final List<Integer> began = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> stored = Collections.synchronizedList(new ArrayList<>());
    private final Patch patch;
    private boolean known;

    KnowsOne(Patch patch) {
        this.patch = patch;
    }

    @Override
    public HolderKind sender() {
        return HolderKind.SOURCE;
    }

    @Override
    public synchronized ManifestDecision manifest(ReleaseId path, byte[] envelope) {
        if (!Arrays.equals(envelope, patch.signed().envelope())) {
            return new ManifestDecision.Refused(403, "not signed by a publisher");
        }
        var decision = known ? new ManifestDecision.AlreadyKnown() : new ManifestDecision.Accepted();
        known = true;
        return decision;
    }

    @Override
    public void began(ReleaseId release, int segment) {
        began.add(segment);
    }

    @Override
    public void stored(ReleaseId release, int segment, Optional<HolderId> from) {
        stored.add(segment);
    }
}
