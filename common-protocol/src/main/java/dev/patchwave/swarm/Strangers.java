package dev.patchwave.swarm;

import java.util.Map;
import java.util.TreeMap;

/**
 * Who is served by a swarm's origin without being a member: other domains' caches, sent by the source; clients of a cache that died.
 * Each takes a slot, so that no member is planned for it. No more are known than the origin admits at once.
 */
final class Strangers {
    private final Uploader origin;
    private final Map<HolderId, Integer> served = new TreeMap<>();

    Strangers(Uploader origin) {
        this.origin = origin;
    }

    void began(HolderId asker, boolean isMember) {
        if (!isMember) {
            served.merge(asker, 1, Integer::sum);
            origin.take();
        }
    }

    /** Of a member, or one that was a member when it began, there is nothing to end. */
    void ended(HolderId asker) {
        if (served.computeIfPresent(asker, (id, now) -> now - 1) != null) {
            origin.release();
            served.remove(asker, 0);
        }
    }
}
