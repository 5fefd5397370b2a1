package dev.patchwave.swarm;

import dev.patchwave.release.Bitfield;
import dev.patchwave.release.ReleaseId;
import java.net.URI;
import java.time.Instant;
import java.util.SplittableRandom;

/** The swarm of a cache that has everything; time passes when a test says so. */
abstract class CacheSwarmScene {
    static final ReleaseId RELEASE = ReleaseId.parse("ims-client@2.0");
    static final int SEGMENTS = 8;
    private static final Holder CACHE =
            new Holder(new HolderId("cache-1"), HolderKind.OWN_CACHE, URI.create("http://10.0.0.1:80"));

    final SwarmTracker tracker;
    Instant now = Instant.EPOCH;

    /** @param slots of the cache */
    CacheSwarmScene(int slots) {
        tracker = new SwarmTracker(
                RELEASE,
                CACHE,
                Bitfield.full(SEGMENTS),
                new OriginPolicy(slots, false, false),
                TrackerLimits.defaults(),
                new SplittableRandom(1));
    }
}
