package dev.patchwave.swarm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who is not planned as a holder any more: on the word of one member until that is disproved, on that of two for good. Of limited
 * size: the oldest ban is forgotten first.
 */
final class Bans {
    private final Map<HolderId, Optional<HolderId>> banned = new LinkedHashMap<>(); // Empty: more than one accused it.
    private final int limit;

    Bans(int limit) {
        this.limit = limit;
    }

    void add(HolderId holder, HolderId accuser) {
        banned.merge(holder, Optional.of(accuser), (known, other) -> known.equals(other) ? known : Optional.empty());
        if (banned.size() > limit) {
            banned.remove(banned.keySet().iterator().next());
        }
    }

    /** On whose word alone it is banned. */
    Optional<HolderId> onTheWordOf(HolderId holder) {
        return banned.getOrDefault(holder, Optional.empty());
    }

    /** Ends the bans that rest on this word alone, and tells whose. */
    List<HolderId> disbelieve(HolderId accuser) {
        var lifted = banned.entrySet().stream()
                .filter(ban -> ban.getValue().equals(Optional.of(accuser)))
                .map(Map.Entry::getKey)
                .toList();
        lifted.forEach(banned::remove);
        return lifted;
    }

    boolean contains(HolderId holder) {
        return banned.containsKey(holder);
    }

    /** Oldest first. */
    List<HolderId> inOrder() {
        return List.copyOf(banned.keySet());
    }
}
