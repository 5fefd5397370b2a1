package dev.patchwave.swarm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who is never again planned as a holder. Of limited size: the oldest ban is forgotten first. */
final class Bans {
    private final Set<HolderId> banned = new LinkedHashSet<>();
    private final int limit;

    Bans(int limit) {
        this.limit = limit;
    }

    void add(HolderId holder) {
        banned.add(holder);
        if (banned.size() > limit) {
            banned.remove(banned.iterator().next());
        }
    }

    boolean contains(HolderId holder) {
        return banned.contains(holder);
    }

    /** Oldest first. */
    List<HolderId> inOrder() {
        return List.copyOf(banned);
    }
}
